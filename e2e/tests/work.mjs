// My work brings itself up to now while it stays open: what a person unfolded stays unfolded.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "../harness.mjs";
import { open } from "../open.mjs";
import { browser, demo } from "../stage.mjs";

test("what is unfolded stays so when the list is refreshed", async () => {
  const page = await open(browser, demo, { name: "profile", path: "/profile", as: "agent" });
  // Whatever the demonstration has to show now, the list holds something to unfold.
  await page.route("**/work", async (route) => {
    const answer = await route.fetch();
    const list = /<section id="list"[^>]*>/;
    const body = (await answer.text()).replace(list, (tag) => `${tag}<details id="probe"><summary>Meer</summary><p>Nog iets.</p></details>`);
    await route.fulfill({ response: answer, body });
  });
  await page.clock.install();
  await page.goto(`${demo.url}/work`);
  await settled(page);
  await page.click("#probe summary");
  const refreshed = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/work");
  await page.clock.runFor(61_000);
  await refreshed;
  await page.clock.runFor(1_000);
  assert.equal(await page.locator("#probe").getAttribute("open"), "");
  assert.equal(await page.innerText("#probe p"), "Nog iets.");
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
