// The demo in a browser: its clock ticks on a page that stays open, a jump says what happened, and the stories are followed
// step by step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPage, settled, visit } from "../harness.mjs";
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

/** Presses on with the story until nothing is left, with pictures of what each step says. */
async function follow(page, least) {
  const steps = await page.locator("main .steps > li").count();
  assert.ok(steps >= least, `${steps} steps`);
  for (let step = 1; step <= steps; step += 1) {
    await page.click("main form[action$='/next'] button");
    await settled(page);
    assert.equal(await page.locator("main .steps > li.done").count(), step, await page.innerText("main"));
    assert.equal(await page.locator(".banner.ok[role=status]").count(), 1);
  }
  assert.equal(await page.locator("main form[action$='/next']").count(), 0, "nothing is left");
}

test("the start page leads to the other houses, and signing in at one leaves the others alone", async () => {
  const page = await visit(browser, demo.url);
  await page.goto(`${demo.url}/demo`);
  const other = await page.locator("main a:text-is('Glasvezel Voorbeeld')").getAttribute("href");
  assert.equal(other, demo.links.get("no-signal start"));
  const provider = new URL(other).origin;
  await page.click("main li:has-text('Samira Haddou') button");
  await page.waitForURL(/\/work/);
  const second = await page.context().newPage();
  await second.goto(other);
  await second.click("main li:has-text('Noor Bakker') button");
  await second.waitForURL(`${provider}/work`);
  await page.reload();
  assert.match(page.url(), /\/work/);
  assert.match(await page.innerText("header"), /Samira Haddou/);
  await page.context().close();
});

test("reimbursement is followed to its end, and each step ticks from the record", async () => {
  const page = await visit(browser, demo.url, { width: 320 });
  await page.goto(demo.links.get("story reimbursement"));
  await page.click("main form[action$='/begin'] button");
  await settled(page);
  await follow(page, 11);
  await page.click("#step-2 a:text-is('Pagina van de klant')");
  assert.match(await page.innerText("main"), /180/);
  assert.deepEqual(page.troubles, []);
  await page.goto(`${demo.url}/demo/tour/reimbursement`);
  await checkPage(page, { language: "nl" });
  await page.context().close();
});

for (const [story, steps] of [["half-answers", 9], ["by-letter", 8], ["legal-term", 6]]) {
  test(`the variation ${story} is followed to its end without JavaScript`, async () => {
    const page = await visit(browser, demo.url, { js: false });
    await page.goto(demo.links.get(`story ${story}`));
    await page.click("main form[action$='/begin'] button");
    for (let step = 1; step <= steps; step += 1) {
      await page.click("main form[action$='/next'] button");
      assert.equal(await page.locator("main .steps > li.done").count(), step, await page.innerText("main"));
    }
    await page.context().close();
  });
}

test("no signal on Friday night: both ways to the end, with a text message and a visit", async () => {
  const start = demo.links.get("no-signal start");
  const origin = new URL(start).origin;
  for (const [story, steps] of [["window", 5], ["line-test", 13]]) {
    const page = await visit(browser, origin, { language: "nl" });
    await page.goto(demo.links.get(`no-signal story ${story}`));
    await page.click("main form[action$='/begin'] button");
    await settled(page);
    await follow(page, steps);
    if (story === "line-test") {
      await page.goto(`${origin}/demo/outbox`);
      assert.match(await page.innerText("#texts"), /\+31600000022/);
    }
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  }
});

for (const [house, story, steps] of [["lost-parcel", "lost-parcel", 14], ["damaged-lease-car", "damaged-lease-car", 9]]) {
  test(`${story} is followed to its end at a house that begins with the visit`, async () => {
    const start = demo.links.get(`${house} start`);
    const page = await visit(browser, new URL(start).origin, { width: 390 });
    await page.goto(demo.links.get(`${house} story ${story}`));
    await page.click("main form[action$='/begin'] button");
    await settled(page);
    await follow(page, steps);
    await checkPage(page, { language: "nl" });
    if (house === "damaged-lease-car") {
      await page.click("#step-6 a:text-is('Pagina van de partner')");
      assert.match(await page.innerText("main"), /U hoeft niets meer te doen/);
      assert.doesNotMatch(await page.innerText("main"), /paaltje/);
    }
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
}

for (const [story, steps] of [["billing-facebook", 8], ["billing-silent", 7], ["billing-letter", 9], ["billing-two-channels", 5]]) {
  test(`double billing: ${story} is followed to its end without JavaScript`, async () => {
    const page = await visit(browser, new URL(demo.links.get("double-billing start")).origin, { js: false });
    await page.goto(demo.links.get(`double-billing story ${story}`));
    await page.click("main form[action$='/begin'] button");
    for (let step = 1; step <= steps; step += 1) {
      await page.click("main form[action$='/next'] button");
      assert.equal(await page.locator("main .steps > li.done").count(), step, await page.innerText("main"));
    }
    await page.click("#step-1 a:text-is('Gesprek op Facebook')");
    assert.match(await page.innerText("#texts"), /Facebook 90000/);
    await page.context().close();
  });
}

test("the agreement about data ends, and the partner's page with it", async () => {
  const page = await visit(browser, new URL(demo.links.get("damaged-lease-car start")).origin, { js: false });
  await page.goto(demo.links.get("damaged-lease-car story agreement-ended"));
  await page.click("main form[action$='/begin'] button");
  for (let step = 1; step <= 5; step += 1) {
    await page.click("main form[action$='/next'] button");
    assert.equal(await page.locator("main .steps > li.done").count(), step, await page.innerText("main"));
  }
  const gone = await page.goto(new URL(await page.getAttribute("#step-4 a:text-is('Pagina van de partner')", "href"), page.url()).href);
  assert.equal(gone.status(), 410);
  assert.doesNotMatch(await page.innerText("main"), /Nadia/);
  await page.context().close();
});

test("double billing with a system that is not connected is followed to its end", async () => {
  const story = demo.links.get("no-signal story double-billing");
  const page = await visit(browser, new URL(story).origin);
  await page.goto(story);
  await page.click("main form[action$='/begin'] button");
  await settled(page);
  await follow(page, await page.locator("main .steps > li").count());
  assert.deepEqual(page.troubles, []);
  await checkPage(page, { at: [390], language: "nl" });
  await page.context().close();
});

test("a step that the visitor does by hand ticks as well", async () => {
  const start = demo.links.get("no-signal start");
  const origin = new URL(start).origin;
  const page = await visit(browser, origin);
  await page.goto(demo.links.get("no-signal story window"));
  await page.click("main form[action$='/begin'] button");
  await settled(page);
  await page.click("main form[action$='/next'] button");
  await settled(page);
  await page.click("#step-1 button:has-text('Gijs Prins')");
  await page.waitForURL(/\/journeys\//);
  assert.match(await page.innerText("main"), /zaterdag 4 augustus/i);
  await page.context().close();
});
