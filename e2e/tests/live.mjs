// Pages that stay open: two people on one journey, twelve tabs, a line that breaks, a draft over a restart of the program.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runAxe, settled, visit } from "../harness.mjs";
import { open } from "../open.mjs";
import { pages } from "../pages.mjs";
import { startAgain, startEmpty } from "../server.mjs";
import { browser, demo } from "../stage.mjs";

const held = "Fiets kapot door gat in het fietspad";
const journey = (as, settings) => open(browser, demo, { name: "journey", path: "/journeys", find: `main a.title:text-is("${held}")`, as }, settings);

/** Leaves a note on the journey, as a member who has it open. */
async function note(page, words) {
  await page.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname}?compose=note`);
  await settled(page);
  await page.fill("#note-text", words);
  await page.click("#note .btn.primary");
  await settled(page);
}

/** Waits until the page says so by itself. */
const says = (page, words, timeout = 10_000) => page.locator("#timeline", { hasText: words }).waitFor({ timeout });

test("two people on one journey see each other's work, and nothing is taken from under their hands", async () => {
  const [left, right] = [await journey("agent"), await journey("team lead")];
  await right.fill("#message-text", "Beste mevrouw, wij zijn nog");
  // Who is there, and who writes.
  await left.locator("#presence", { hasText: "schrijft" }).waitFor({ timeout: 10_000 });
  const summary = right.locator("#timeline summary").first();
  await summary.focus();
  await right.keyboard.press("Enter");
  const [id, open_] = await summary.evaluate((element) => [element.id, element.parentElement.open]);
  const top = await summary.evaluate((element) => element.getBoundingClientRect().top);
  await note(left, "Even gebeld met de wijkploeg.");
  await says(right, "Even gebeld met de wijkploeg.");
  const now = await right.evaluate(() => {
    const active = document.activeElement;
    return { id: active.id, open: active.parentElement.open, top: active.getBoundingClientRect().top };
  });
  assert.deepEqual([now.id, now.open], [id, open_], "focus and what was unfolded stay");
  assert.ok(Math.abs(now.top - top) < 3, `what has the focus stays in its place: ${top} became ${now.top}`);
  assert.equal(await right.inputValue("#message-text"), "Beste mevrouw, wij zijn nog");
  await right.locator("#live-said", { hasText: "nieuwe" }).waitFor({ state: "attached", timeout: 10_000 });

  // And the other way round, while one types.
  await left.goto(`${left.url().split("?")[0]}?compose=message`);
  await left.locator("#message-text").pressSequentially("Een half ");
  await note(right, "De lantaarnpaal hoort er ook bij.");
  await says(left, "De lantaarnpaal hoort er ook bij.");
  await left.keyboard.type("antwoord");
  assert.match(await left.inputValue("#message-text"), /^Een half antwoord/);
  assert.deepEqual([...left.troubles, ...right.troubles], []);
  await left.context().close();
  await right.context().close();
});

test("nothing that can have the focus in a live part is without a name of its own", async () => {
  for (const name of ["journey", "work", "handovers", "promises", "journeys"]) {
    const seen = await open(browser, demo, pages.find((page) => page.name === name));
    const nameless = await seen.locator("[data-part] :is(a[href], button, input:not([type=hidden]), select, textarea, summary):not([id], .said *)").evaluateAll(
      (found) => found.map((element) => element.outerHTML.slice(0, 90)),
    );
    assert.deepEqual(nameless, [], name);
    await seen.context().close();
  }
});

test("twelve tabs share one stream, and all of them load and live", async () => {
  const first = await journey("agent");
  const context = first.context();
  let streams = 0;
  context.on("request", (request) => { streams += request.resourceType() === "eventsource"; });
  const tabs = [first];
  for (let tab = 1; tab < 12; tab += 1) {
    const page = await context.newPage();
    const answer = await page.goto(first.url(), { timeout: 4_000, waitUntil: "load" });
    assert.equal(answer.status(), 200);
    tabs.push(page);
  }
  await note(await journey("team lead"), "Voor alle twaalf.");
  await Promise.all(tabs.map((tab) => says(tab, "Voor alle twaalf.")));
  assert.equal(streams, 0, "the first tab had the one stream before the others came");
  // The tab that had it goes; another one takes over and misses nothing.
  await first.close();
  await note(await journey("team lead"), "Ook zonder de eerste.");
  await Promise.all(tabs.slice(1).map((tab) => says(tab, "Ook zonder de eerste.")));
  assert.equal(streams, 1);
  await context.close();
});

test("a list does not move away under the pointer", async () => {
  const page = await open(browser, demo, { name: "work", path: "/work", as: "agent" });
  await page.locator("#list [data-row]").first().hover();
  await page.evaluate(() => {
    // As another page of the same moment would say it: one row more, on top.
    const before = window.fetch;
    window.fetch = async (...asked) => {
      const answer = await before(...asked);
      const text = await answer.text();
      const more = '<li id="row-new" data-row><div><p><a class="title" id="w-new" href="/work">Een nieuwe vraag</a></p></div></li>';
      return new Response(text.replace(/(<ol class="rows reasoned">)/, `$1${more}`), { status: 200 });
    };
  });
  const other = await journey("team lead");
  await note(other, "Dit verandert de lijst.");
  await page.locator("#live-new:visible").waitFor({ timeout: 10_000 });
  assert.equal(await page.innerText("#live-new"), "1 nieuwe – toon");
  assert.equal(await page.locator("#row-new").count(), 0);
  await page.click("#live-new");
  await page.locator("#row-new").waitFor();
  assert.equal(await page.locator("#live-new").isVisible(), false);
  await page.context().close();
  await other.context().close();
});

test("a line that breaks is said quietly, and so is that it is back", async () => {
  const page = await journey("agent");
  await page.context().setOffline(true);
  const bar = page.locator("#live-bar");
  await bar.waitFor({ timeout: 10_000 });
  assert.match(await bar.innerText(), /^Niet live – laatst ververst \d\d\.\d\d\. Ververs$/);
  await page.context().setOffline(false);
  await bar.waitFor({ state: "hidden", timeout: 10_000 });
  const other = await journey("team lead");
  await note(other, "Na de storing.");
  await says(page, "Na de storing.");
  await page.context().close();
  await other.context().close();
});

test("what is sent without a line is held back, and no word of it is lost", async () => {
  const page = await journey("agent");
  const words = "Beste mevrouw, de ploeg komt donderdag, knarsbeer.";
  await page.locator("#message-text").fill("Beste mevrouw,");
  await page.locator("[data-draft-said]", { hasText: "Concept bewaard" }).waitFor();
  await page.context().setOffline(true);
  await page.locator("#live-bar").waitFor({ timeout: 10_000 });
  await page.locator("#message-text").fill(words);
  const lies = () => {
    const [bar, field] = ["live-bar", "message-text"].map((id) => document.getElementById(id).getBoundingClientRect());
    return bar.top < field.bottom && bar.bottom > field.top && bar.left < field.right && bar.right > field.left;
  };
  assert.equal(await page.evaluate(lies), false, "the bar does not lie over what is written");
  await page.locator("h1").click();
  assert.equal(await page.evaluate(lies), false, "nor over what was written");
  const before = page.url();
  await page.click("#message .btn.primary");
  await page.locator("#message [data-held-said]", { hasText: "nog niet verstuurd" }).waitFor();
  assert.equal(page.url(), before);
  assert.equal(await page.inputValue("#message-text"), words);
  // Another tab of the same browser, opened once there is a line again, has every word, and so has the server then.
  await page.close({ runBeforeUnload: false });
  await page.context().setOffline(false);
  const again = await page.context().newPage();
  await again.goto(before);
  assert.equal(await again.inputValue("#message-text"), words);
  await again.waitForFunction(() => !Object.keys(localStorage).some((name) => name.startsWith("regie-words-")));
  await again.click("#message button[name=drop]");
  await settled(again);
  await page.context().close();
});

test("who is signed out elsewhere is told so, and asked for nothing more", async () => {
  // A session of its own: the others go on.
  const own = { ...demo, sessions: new Map() };
  const page = await open(browser, own, { name: "journey", path: "/journeys", find: `main a.title:text-is("${held}")`, as: "agent" });
  await page.clock.install();
  await page.reload();
  await settled(page);
  await page.locator("#message-text").fill("Beste mevrouw,");
  const other = await page.context().newPage();
  await other.goto(new URL("/profile", page.url()).href);
  await other.evaluate(() => document.querySelector("form[action='/sign-out']").submit());
  await other.waitForURL(/\/sign-in|\/demo/);
  const beat = (request) => request.url().endsWith("/presence");
  const [answer] = await Promise.all([page.waitForResponse((answer) => beat(answer.request())), page.clock.runFor(21_000)]);
  assert.equal(answer.status(), 403);
  const asked = [];
  page.on("request", (request) => beat(request) && asked.push(request.url()));
  await page.clock.runFor(600_000);
  await page.locator("#live-bar", { hasText: "niet meer ingelogd" }).waitFor();
  assert.deepEqual(asked, []);
  assert.equal(await page.inputValue("#message-text"), "Beste mevrouw,");
  await page.context().close();
});

test("the bar and the line about who is there are fit to be seen", async () => {
  const page = await journey("agent");
  await page.evaluate(() => { document.getElementById("live-bar").hidden = false; });
  const axe = await runAxe(page);
  assert.deepEqual(axe.filter((finding) => /live-|presence|drafting/.test(finding)), []);
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${width}`);
  }
  await page.context().close();
});

test("a draft is there again after the program was stopped", async () => {
  let program = await startEmpty();
  try {
    const page = await visit(browser, program.url);
    await page.goto(program.links.get("first run"));
    await pages.find((one) => one.name === "first-run-mailbox").walk(page);
    await page.click("main form button[value=later]");
    await page.waitForLoadState("load");
    await page.goto(`${program.url}/journeys/new`);
    await page.check('[name="channel"][value="phone"]');
    const answers = { name: "Anja de Wit", email: "anja@example.org", title: "Riool verstopt", text: "Het stinkt." };
    for (const [name, value] of Object.entries(answers)) await page.fill(`main [name="${name}"]`, value);
    await page.click("main form .btn.primary");
    await page.waitForURL(/\/journeys\/0/);
    const words = "Wij komen morgen kijken, knarsbeer.";
    await page.locator("#message-text").pressSequentially(words);
    await page.locator("[data-draft-said]", { hasText: "Concept bewaard" }).waitFor();
    const address = page.url();
    assert.equal(await program.stop({ keep: true }), 0);
    await page.locator("#live-bar").waitFor({ timeout: 15_000 });
    program = await startAgain(program);
    await page.locator("#live-bar").waitFor({ state: "hidden", timeout: 70_000 });
    await page.goto(address);
    assert.match(await page.inputValue("#message-text"), /knarsbeer/);
    assert.match(await page.innerText("[data-draft-said]"), /^Concept bewaard/);

    // A new installation lets a message wait: taken back, it stands in the form again.
    await page.click("#message .btn.primary");
    await page.locator("[data-seconds]").waitFor();
    await page.keyboard.press("u");
    await page.waitForURL(/said=said-taken-back-sending/);
    assert.match(await page.inputValue("#message-text"), /knarsbeer/);
    await page.click("#message .btn.primary");
    await page.locator("[data-seconds]").waitFor();
    // It goes by itself, and the page says so by itself.
    await says(page, "knarsbeer", 30_000);
    await page.locator("[data-seconds]").waitFor({ state: "detached", timeout: 20_000 });
    await page.context().close();
  } finally {
    await program.stop();
  }
});
