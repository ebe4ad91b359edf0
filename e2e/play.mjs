// A story on a stage of its own: a demonstration whose clock the player moves, people at their seats, and one hand for all.
import assert from "node:assert/strict";
import { hands } from "./hands.mjs";
import { openBrowser, settled, visit } from "./harness.mjs";
import { outbox, send, textMessage } from "./post.mjs";
import { freePort, startDemo } from "./server.mjs";

const ZONE = "Europe/Amsterdam";

/** A local moment ("2018-02-26 09:20") as an instant. */
export function instant(local) {
  const guess = new Date(`${local.replace(" ", "T")}Z`);
  const shown = new Date(`${guess.toLocaleString("sv-SE", { timeZone: ZONE }).replace(" ", "T")}Z`);
  return new Date(guess.getTime() - (shown.getTime() - guess.getTime()));
}

/**
 * Plays `story(stage)` with a hand ("pointer", "keyboard"); `more` are arguments of `regie demo`. `js`: whether the
 * customers' browsers know JavaScript.
 */
export async function play(hand, story, { more = [], js = true } = {}) {
  const [clock, mail] = [await freePort(), await freePort()];
  const demo = await startDemo("--clock-port", String(clock), "--mail-listen", `smtp://127.0.0.1:${mail}`, ...more);
  const browser = await openBrowser();
  const stage = new Stage(browser, demo, { hand, mailPort: mail, js });
  try {
    await story(stage);
    stage.quiet();
  } finally {
    await browser.close();
    await demo.stop();
  }
}

class Stage {
  #pages = new Map();

  constructor(browser, demo, settings) {
    Object.assign(this, { browser, demo, ...settings });
  }

  /** Moves the clock, by way of all that comes due. */
  async at(local) {
    const answer = await fetch(this.demo.links.get("clock"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ to: instant(local).toISOString() }),
    });
    assert.equal(answer.status, 200, `${local}: ${await answer.text()}`);
  }

  /** The hand of a member at their desk; `role` as `regie demo` prints it. */
  async desk(role) {
    if (!this.#pages.has(role)) {
      const page = await this.#visit(role, 1280);
      await page.goto(new URL(new URL(this.demo.links.get(role)).pathname, this.demo.url).href);
      await hands[this.hand](page).press("main form[method=post] button[type=submit]");
    }
    return hands[this.hand](this.#pages.get(role));
  }

  /** The hand of a customer with a telephone, on `address` (of a mail, or from the root). */
  async customer(address, name = "customer") {
    const page = this.#pages.get(name) ?? (await this.#visit(name, 390, this.js));
    await page.goto(new URL(address, this.demo.url).href);
    await settled(page);
    return hands[this.hand](page);
  }

  /** What left for an address, oldest first. */
  async mails(address) {
    const page = this.#pages.get("post") ?? (await this.#visit("post", 1280));
    return outbox(page, this.demo, address);
  }

  /** The newest text message that left. */
  async text() {
    return textMessage(this.#pages.get("post") ?? (await this.#visit("post", 1280)), this.demo);
  }

  /** Presses a button of the guided tour: what happens where no page is. */
  async tour(story, button) {
    const page = this.#pages.get("tour") ?? (await this.#visit("tour", 1280));
    await page.goto(`${this.demo.url}/demo/tour/${story}`);
    await hands[this.hand](page).press(`main form[action$='/${button}'] button`);
  }

  /** The newest message is the n-th to an address and says all of these; it is given. */
  async told(address, count, ...words) {
    let mails = await this.mails(address);
    // What was planned leaves a moment after the page that planned it.
    for (let look = 0; mails.length < count && look < 50; look += 1) {
      await new Promise((done) => setTimeout(done, 100));
      mails = await this.mails(address);
    }
    assert.equal(mails.length, count, `messages so far: ${mails.map((mail) => mail.subject).join(" | ")}`);
    const last = mails.at(-1);
    for (const word of words) assert.ok(last.text.includes(word), `“${word}” is not in: ${last.text}`);
    return last;
  }

  /** Hands a mail to the desk. */
  send(mail) {
    return send(this.mailPort, mail);
  }

  /** Nobody's browser complained. A form that comes back with a fault is what was asked for. */
  quiet() {
    const troubles = [...this.#pages].flatMap(([name, page]) => page.troubles.map((trouble) => `${name}: ${trouble}`));
    assert.deepEqual(troubles.filter((trouble) => !/status of (409|422)/.test(trouble)), []);
  }

  async #visit(name, width, js = true) {
    const page = await visit(this.browser, this.demo.url, { width, js });
    this.#pages.set(name, page);
    return page;
  }
}
