// By keyboard alone: single keys that can be switched off, and a menu that names all that can be done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPage, settled } from "../harness.mjs";
import { open } from "../open.mjs";
import { browser, demo } from "../stage.mjs";

const work = { name: "work", path: "/work", as: "agent" };
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);
const where = (page) => new URL(page.url()).pathname;

test("single keys lead through lists, never while somebody types, and not where the profile says no", async () => {
  const page = await open(browser, demo, work);
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.matches(".rows .title")), true);
  await page.keyboard.press("/");
  assert.equal(await focused(page), "q");
  await page.keyboard.type("gk j?");
  assert.equal(await page.inputValue("#q"), "gk j?");
  assert.equal(where(page), "/work");
  await page.locator("main").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await page.waitForURL("**/journeys");
  await page.goto(`${demo.url}/profile`);
  const off = async (on) => {
    await page.locator('[name="shortcuts"]').setChecked(on);
    await page.locator("form#profile [type=submit]").first().click();
    await settled(page);
  };
  await off(false);
  await page.goto(`${demo.url}/work`);
  await settled(page);
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await page.keyboard.press("/");
  assert.equal(where(page), "/work");
  assert.notEqual(await focused(page), "q");
  await page.goto(`${demo.url}/profile`);
  await off(true);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test("the work comes before the list of the first day, and the list of keys names what there is, each key once", async () => {
  const page = await open(browser, demo, work);
  await page.keyboard.press("j");
  const [inList, first] = await page.evaluate(() => [document.activeElement.closest("#list") !== null, document.activeElement === document.querySelector("#list .title")]);
  assert.deepEqual([inList, first], [true, true]);
  const listed = async () => {
    await page.keyboard.press("?");
    await page.locator("#keys:popover-open").waitFor();
    const keys = await page.locator("#keys dt").evaluateAll((terms) => terms.map((term) => [...term.children].map((key) => key.textContent).join(" ")));
    const there = await page.locator("[data-key]").evaluateAll((all) => [...new Set(all.map((one) => one.dataset.key))]);
    assert.deepEqual(there.filter((key) => !keys.includes(key)), [], "every key of the page is named");
    assert.equal(new Set(keys).size, keys.length, `no key twice: ${keys}`);
    return keys;
  };
  const keys = await listed();
  assert.ok(keys.includes("t") && keys.includes("c"), keys.join(", "));
  await page.goto(await page.locator("#list a.title").first().evaluate((link) => link.href));
  await settled(page);
  assert.ok((await listed()).includes("n"));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test("the menu of actions finds by a part of the name, runs with Enter and gives the focus back", async () => {
  const page = await open(browser, demo, work);
  await page.locator("main a.title").first().focus();
  const before = await focused(page);
  await page.keyboard.press("Control+k");
  await page.locator("#commands[open]").waitFor();
  assert.equal(await focused(page), "commands-q");
  // Axe cannot judge lines that are scrolled half out of sight; a short list has none.
  await page.keyboard.type("naar");
  await checkPage(page, { at: [390, 1440], axe: [390], language: "nl" });
  await page.fill("#commands-q", "");
  await page.keyboard.press("Escape");
  assert.equal(await focused(page), before);
  await page.keyboard.press("Control+k");
  await page.locator("#commands[open]").waitFor();
  await page.keyboard.type("overdr");
  const lines = await page.locator("#commands-list [role=option]").allInnerTexts();
  assert.ok(lines.every((line) => /overdr/i.test(line)), lines.join(", "));
  assert.match(await page.locator("#commands-list [aria-selected=true]").innerText(), /overdr/i);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/handovers*");
  // What is no action is looked for.
  await page.keyboard.press("Control+k");
  await page.locator("#commands[open]").waitFor();
  await page.keyboard.type("fietspad zoek");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=fietspad*");
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test("every action of a journey stands in the menu, and a button opens it", async () => {
  const page = await open(browser, demo, { ...work, find: "main a.title" });
  const buttons = await page.locator("main a.btn:not([popovertarget]), #more a").evaluateAll((all) =>
    all.map((one) => [...one.childNodes].filter((part) => !part.matches?.("kbd, svg")).map((part) => part.textContent).join(" ").trim()),
  );
  await page.click("#open-commands");
  await page.locator("#commands[open]").waitFor();
  const lines = (await page.locator("#commands-list [role=option] span").allInnerTexts()).map((line) => line.trim());
  const missing = buttons.map((words) => words.replace(/\s+/g, " ")).filter((words) => words && !lines.some((line) => line.startsWith(words)));
  assert.deepEqual(missing, []);
  await page.context().close();
});
