// The demo's clock in a browser: it ticks on a page that stays open, and a jump says what happened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled, visit } from "../harness.mjs";
import { browser, demo } from "../stage.mjs";

const press = async (page, act) => {
  await page.click(`.demobar button[value=${act}]`);
  await settled(page);
};

test("the next moment says what happened", async () => {
  const page = await visit(browser, demo.url);
  await page.goto(`${demo.url}/demo`);
  for (let jump = 0; jump < 3; jump += 1) {
    await press(page, "next");
    const said = await page.innerText(".demobar [role=status]");
    assert.match(said, /^\S+ \d+ februari \d\d\.\d\d: /);
    assert.doesNotMatch(said, /er gebeurde niets/);
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test("the clock ticks without a reload, and stands still when told", async () => {
  const page = await visit(browser, demo.url);
  await page.goto(`${demo.url}/demo`);
  const clock = page.locator("[data-live=clock]");
  await press(page, "faster");
  const before = await clock.innerText();
  await page.waitForFunction((was) => document.querySelector("[data-live=clock]").innerText !== was, before, { timeout: 10_000 });
  await press(page, "pause");
  const stopped = await clock.innerText();
  await page.waitForTimeout(1500);
  assert.equal(await clock.innerText(), stopped);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test("without JavaScript the bar says that its moment is that of the page", async () => {
  const page = await visit(browser, demo.url, { js: false });
  await page.goto(`${demo.url}/demo`);
  await page.click(".demobar button[value=play]");
  assert.equal(await page.locator(".clockface noscript a").isVisible(), true);
  await page.click(".demobar button[value=pause]");
  await page.context().close();
});
