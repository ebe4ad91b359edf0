// Two hands that use a page: one with a pointer, one with a keyboard alone. A story is written once and played by each.
import assert from "node:assert/strict";
import { settled } from "./harness.mjs";

/** More stops than any page has. */
const FAR = 300;

/** What both do the same. `target`: a CSS selector or a locator of the page. */
class Hand {
  constructor(page) {
    this.page = page;
  }

  at(target) {
    return (typeof target === "string" ? this.page.locator(target) : target).first();
  }

  /** Presses a link or button that leads to a page, and waits until that page stands. */
  async press(target) {
    await this.leads(() => this.activate(target));
  }

  /** Does what leads to another page. */
  async leads(deed) {
    await Promise.all([this.page.waitForEvent("load"), deed()]);
    await settled(this.page);
  }

  /** Presses what unfolds something, or leads to a place on the same page. */
  async unfold(target) {
    await this.activate(target);
    await settled(this.page);
  }

  /** Writes in a field in place of what stands in it. */
  async write(target, words) {
    await this.enter(target);
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.insertText(words);
    assert.equal((await this.at(target).inputValue()).replaceAll("\r", ""), words);
  }

  /** Hands over files in the browser's own window for them. */
  async attach(target, files) {
    const [asked] = await Promise.all([this.page.waitForEvent("filechooser"), this.activate(target)]);
    await asked.setFiles(files);
  }
}

class Pointer extends Hand {
  activate(target) {
    return this.at(target).click();
  }

  enter(target) {
    return this.at(target).click();
  }

  choose(target) {
    return this.at(target).check();
  }

  async pick(target, value) {
    await this.at(target).selectOption(value);
  }

  /** A day ("2018-02-14") or moment ("2018-02-14T10:00"), as the browser's calendar fills it in. */
  async date(target, value) {
    await this.at(target).fill(value);
  }

  /** Goes to a page of the menu. */
  go(place) {
    return this.press(`#menu a[href="/${place}"]`);
  }

  /** Does an action of the page: `words` is what its button says, in sight or under "more". */
  async act(words) {
    const hasText = new RegExp(`^\\s*${words}(\\s|$)`);
    const shown = this.page.locator("main .btn:visible, main .seg a:visible", { hasText });
    if ((await shown.count()) > 0) return this.press(shown);
    await this.activate("#act-more");
    return this.press(this.page.locator("#more a", { hasText }));
  }
}

class Keyboard extends Hand {
  async activate(target) {
    await this.reach(target);
    // A link knows Enter only, a file field and a box the blank; a button and a summary know both.
    const enter = await this.at(target).evaluate((element) => element.matches("a, button, summary"));
    await this.page.keyboard.press(enter ? "Enter" : "Space");
  }

  enter(target) {
    return this.reach(target);
  }

  async choose(target) {
    await this.reach(target);
    const choice = this.at(target);
    if (await choice.isChecked()) return;
    const mine = await choice.evaluate((element) => element === document.activeElement);
    if (mine) await this.page.keyboard.press("Space");
    // One stop for all of a question's choices; the arrows go through them.
    for (let step = 0; step < 30 && !(await choice.isChecked()); step += 1) await this.page.keyboard.press("ArrowDown");
    assert.ok(await choice.isChecked(), `the arrows do not lead to ${target}`);
    await this.judge();
  }

  async pick(target, value) {
    await this.reach(target);
    await this.page.keyboard.press("Home");
    for (let step = 0; step < 60 && (await this.at(target).inputValue()) !== value; step += 1) await this.page.keyboard.press("ArrowDown");
    assert.equal(await this.at(target).inputValue(), value);
  }

  /** Each part typed, in the order and on the clock of twelve or twenty-four hours that the browser's own field has. */
  async date(target, value) {
    const [day, time] = value.includes("T") ? value.split("T") : value.includes(":") ? ["", value] : [value, ""];
    const [year, month, date] = day.split("-");
    const days = day ? [[date, month, year], [month, date, year]] : [[]];
    const [hour, minute] = time.split(":");
    const half = [String(hour % 12 || 12).padStart(2, "0"), minute, hour < 12 ? "AM" : "PM"];
    const times = time ? [[hour, minute], half] : [[]];
    for (const parts of days.flatMap((front) => times.map((back) => [...front, ...back]))) {
      await this.reach(target);
      // From the first part of the field, wherever the last attempt ended.
      for (let part = 0; part < 8; part += 1) await this.page.keyboard.press("ArrowLeft");
      for (const part of parts) await this.typePart(part);
      if ((await this.at(target).inputValue()) === value) return;
    }
    assert.fail(`${value} cannot be typed into ${target}: ${await this.at(target).inputValue()}`);
  }

  /** A part of a day or time; a year has room for more than four digits, so the next part is gone to. */
  async typePart(part) {
    await this.page.keyboard.type(part);
    if (part.length === 4) await this.page.keyboard.press("ArrowRight");
  }

  /** By the menu's own keys: g, and then the letter of the page. */
  async go(place) {
    const key = await this.page.locator(`#menu a[href="/${place}"]`).getAttribute("data-go");
    await this.leave();
    await this.page.keyboard.press("g");
    await this.leads(() => this.page.keyboard.press(key));
  }

  /** By the menu of actions: Ctrl K, the words, Enter. */
  async act(words) {
    await this.page.keyboard.press("Control+k");
    await this.page.locator("#commands[open]").waitFor();
    await this.page.keyboard.insertText(words);
    const lines = (await this.page.locator("#commands-list [role=option] span").allInnerTexts()).map((line) => line.trim());
    const wanted = lines.indexOf(words);
    assert.ok(wanted >= 0, `the menu of actions offers ${lines.join(", ")} for “${words}”`);
    for (let line = 0; line < wanted; line += 1) await this.page.keyboard.press("ArrowDown");
    await this.leads(() => this.page.keyboard.press("Enter"));
  }

  /** Out of a field, so that single keys are no typing. */
  async leave() {
    for (let press = 0; press < FAR; press += 1) {
      if (!(await this.page.evaluate(() => document.activeElement.matches("input, textarea, select")))) return;
      await this.page.keyboard.press("Tab");
    }
  }

  /** Goes with Tab, or back, until the target has the focus; looks at the focus at each stop. */
  async reach(target) {
    const element = await this.at(target).elementHandle();
    let before = await element.evaluate(whereFrom);
    for (let press = 0; press < FAR; press += 1) {
      if (await element.evaluate(isThere)) return;
      await this.page.keyboard.press(before ? "Shift+Tab" : "Tab");
      await this.judge();
      // From the end of the page it goes on at its beginning.
      if (press === FAR / 2) before = !before;
    }
    assert.fail(`${this.page.url()}: Tab does not lead to ${target}`);
  }

  async judge() {
    const fault = await this.page.evaluate(judgeFocus);
    assert.equal(fault, null, `${this.page.url()}: ${fault}`);
  }
}

/** Runs in the page: whether an element stands before what has the focus. */
function whereFrom(element) {
  const from = document.activeElement;
  return from !== document.body && Boolean(from.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING);
}

/** Runs in the page: whether an element has the focus, or another choice of the same question. */
function isThere(element) {
  const active = document.activeElement;
  return active === element || (element.type === "radio" && active.type === "radio" && active.name === element.name && active.form === element.form);
}

/** Runs in the page: what is wrong with the focus where it is: no ring, out of sight, or under something else. */
export function judgeFocus() {
  const active = document.activeElement;
  // Between the last stop and the first.
  if (!active || active === document.body || active === document.documentElement) return null;
  const name = `${active.tagName.toLowerCase()}${active.id ? `#${active.id}` : ""} "${(active.innerText ?? active.name ?? "").trim().slice(0, 30)}"`;
  const around = [active, ...(active.labels ?? [])];
  for (let up = active.parentElement, step = 0; up && step < 4; up = up.parentElement, step += 1) around.push(up);
  // The button of the browser's own calendar within a date field is ringed by the browser, and the field is not.
  const ringed = !active.matches(":focus") || around.some((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !/, 0\)$|transparent/.test(style.outlineColor);
  });
  if (!ringed) return `no visible focus on ${name}`;
  const box = active.getBoundingClientRect();
  const places = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.15, 0.85].map((y) => [box.left + box.width * x, box.top + box.height * y]));
  const seen = places.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (active.contains(top) || top.contains(active) || around.includes(top));
  });
  return seen ? null : `the focus is out of sight or covered: ${name} at ${Math.round(box.left)}, ${Math.round(box.top)}`;
}

/** The hands by name, each made for a page. */
export const hands = { pointer: (page) => new Pointer(page), keyboard: (page) => new Keyboard(page) };
