// The most used pages as some people have them: gone through with Tab, enlarged, with more room between the letters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeFocus } from "../hands.mjs";
import { inspectLayout } from "../harness.mjs";
import { open } from "../open.mjs";
import { pages } from "../pages.mjs";
import { browser, demo } from "../stage.mjs";

const most = pages.filter((page) => page.most);

/** Runs in the page: what the focus stands on, as its place among all that is on the page; -1 is the page itself. */
const place = () => [...document.querySelectorAll("*")].indexOf(document.activeElement === document.body ? null : document.activeElement);

test("Tab goes through every stop in the order of the page, each is seen, and there is a way out", async () => {
  for (const [page, width] of most.flatMap((page) => [[page, 1440], [page, 320]])) {
    const seen = await open(browser, demo, page, { width, theme: width === 320 ? "dark" : "light" });
    const where = `${page.name} at ${width} px`;
    const stops = [];
    for (let press = 0; press < 300; press += 1) {
      await seen.keyboard.press("Tab");
      const at = await seen.evaluate(place);
      if (at === -1 || at === stops[0]) break;
      assert.equal(await seen.evaluate(judgeFocus), null, where);
      // A day and a time are several stops in one field.
      if (at !== stops.at(-1)) stops.push(at);
    }
    assert.ok(stops.length > 3 && stops.length < 290, `${where}: ${stops.length} stops`);
    assert.deepEqual(stops, [...stops].sort((a, b) => a - b), `${where}: the order of the page`);
    await seen.context().close();
  }
});

test("nothing is lost with more room between letters, words, lines and paragraphs", async () => {
  for (const page of most) {
    const seen = await open(browser, demo, page, { width: 1280 });
    await seen.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
      document.adoptedStyleSheets = [sheet];
    });
    for (const width of [390, 1280]) {
      await seen.setViewportSize({ width, height: 900 });
      assert.deepEqual(await seen.evaluate(inspectLayout), [], `${page.name} at ${width} px`);
    }
    await seen.context().close();
  }
});

test("nothing is lost at 200 %: a window of 1280 by 900 that shows half as much", async () => {
  for (const page of most) {
    const seen = await open(browser, demo, page, { width: 640 });
    await seen.setViewportSize({ width: 640, height: 450 });
    assert.deepEqual(await seen.evaluate(inspectLayout), [], page.name);
    await seen.context().close();
  }
});
