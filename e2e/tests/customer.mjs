// The customer's pages, once with and once without JavaScript: the same words, and every action works.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled, visit } from "../harness.mjs";
import { open } from "../open.mjs";
import { pages } from "../pages.mjs";
import { play } from "../play.mjs";
import { browser, demo } from "../stage.mjs";

const note = { name: "rekening.txt", mimeType: "text/plain", buffer: Buffer.from("Rekening 2018-014: EUR 180,00\n") };
const photo = { name: "foto.txt", mimeType: "text/plain", buffer: Buffer.from("Een foto\n") };
const words = (hand, selector = "main") => hand.page.innerText(selector);
const shown = async (hand, pattern, selector) => assert.match(await words(hand, selector), pattern, hand.page.url());
const next = "main form#ask .btn.primary";

/** From the start to the customer's own page: one question per page, a fault told, a file taken off again. */
async function asks(stage) {
  const hand = await stage.customer("/");
  await hand.press("main a[href='/ask']");
  await hand.press(next);
  await shown(hand, /Er is nog iets niet in orde/);
  await hand.write("[name=text]", "De put voor mijn deur loopt over. Een loodgieter heeft hem ontstopt, en dat kostte mij 180 euro.");
  await hand.press(next);
  await hand.attach("[type=file]", [note, photo]);
  await hand.press(next);
  await hand.press(".backlink a");
  assert.equal(await hand.page.locator(".added li").count(), 2);
  await hand.press(hand.page.locator(".added li", { hasText: "foto.txt" }).locator("button"));
  await hand.press(next);
  await hand.write("[name=name]", "Jan Voorbeeld");
  await hand.write("[name=email]", "jan.voorbeeld@example.net");
  await hand.press(next);
  await shown(hand, /rekening\.txt/);
  assert.doesNotMatch(await words(hand), /foto\.txt/);
  await hand.press(".answers a[href*='message']");
  await hand.write("[name=text]", "De put voor mijn deur loopt over, en dat kostte mij 185 euro.");
  await hand.press(next);
  await shown(hand, /185 euro/, ".answers");
  await hand.press(next);
  await shown(hand, /Uw nummer is|R-\d{4}-\d{4}/);
  await hand.press("main a.btn.primary");
  await shown(hand, /185 euro[^]*rekening\.txt/, ".talk");
}

/** Asks once more from their own page: who they are is known, and whether it is about the same is asked. */
async function asksAgain(stage) {
  const hand = await stage.customer(stage.link("question"));
  await hand.press("#help form[action$='/ask'] button");
  await hand.write("[name=text]", "Ik vergat te zeggen dat het op 3 februari was.");
  await hand.press(next);
  await hand.press(next);
  assert.match(hand.page.url(), /\/ask\/same/);
  await hand.choose(hand.page.locator("label", { hasText: "Kosten rioolservice" }).locator("input"));
  await hand.press(next);
  await shown(hand, /Ik vergat te zeggen/);
  await hand.press(next);
  assert.match(hand.page.url(), /\/ask\/done/);
  await hand.press("main a.btn.primary");
  await shown(hand, /Ik vergat te zeggen/, ".talk");
}

/** Every action of a running journey: an answer, a message with a file, a call, and "I am sent back and forth". */
async function acts(stage) {
  const hand = await stage.customer(stage.link("question"));
  await hand.press("#answer .btn.primary");
  await shown(hand, /Datum/, "#answer .errors");
  await hand.date("#answer [type=date]", "2018-02-03");
  await hand.press("#answer .btn.primary");
  assert.equal(await hand.page.locator("#answer").count(), 0);
  await hand.unfold(".actions a[href='#write-here']");
  await hand.write("#write-here textarea", "Hier is de rekening nog eens.");
  await hand.attach("#write-here [type=file]", [note]);
  await hand.press("#write-here .btn.primary");
  await shown(hand, /Hier is de rekening nog eens[^]*rekening\.txt/, ".talk li.you");
  await hand.unfold(".actions a[href='#call-here']");
  await hand.write("#call-here [name=phone]", "+31 6 00000000");
  await hand.choose("#call-here [name=moment][value=soon]");
  await hand.press("#call-here .btn.primary");
  await shown(hand, /bellen u/i);
  await hand.write("#sent-around textarea", "Iedereen stuurt mij door.");
  await hand.press("#sent-around .btn");
  await shown(hand, /bel/i, "#sent-around .banner");
}

/** Solved; and elsewhere not solved, after which the same journey goes on. */
async function judges(stage) {
  const solved = await stage.customer(stage.link("solved"));
  await solved.press("#verdict form .btn.primary");
  assert.equal(await solved.page.locator("#verdict").count(), 0);
  const claims = await stage.desk("agent claims");
  await claims.go("journeys");
  await claims.press('main a.title:text-is("Kosten rioolservice")');
  await claims.act("Uitkomst vertellen");
  await claims.choose("main form [name=how][value=refused]");
  await claims.write("main form textarea[name=text]", "Wij betalen dit niet: de leiding onder uw huis is van u.");
  await claims.press("main form .btn.primary");
  const hand = await stage.customer(stage.link("question"));
  await hand.unfold("#verdict summary");
  await hand.write("#verdict textarea", "De leiding lag onder de stoep, en die is van u.");
  await hand.press("#verdict details .btn");
  assert.equal(await hand.page.locator("#verdict").count(), 0);
  await shown(hand, /De leiding lag onder de stoep/, ".talk li.you");
}

/** What a link alone does not show, shows after something that the customer knows. */
async function unlocks(stage) {
  const administrator = await stage.desk("administrator");
  await administrator.go("settings");
  await administrator.press("main a[href='/settings/blueprints']");
  await administrator.press("main a[href^='/settings/blueprints/0']");
  await administrator.press("main a[href$='/second']");
  const second = "main form[action$='/second']";
  await administrator.choose(`${second} [value=postcode]`);
  for (const part of ["messages", "files", "amounts"]) await administrator.choose(`${second} [value=${part}]`);
  await administrator.press(`${second} .btn.primary`);
  const agent = await stage.desk("agent");
  await agent.go("journeys");
  await agent.press('main a.title:text-is("Rekening loodgieter")');
  await agent.press("main a[href$='/people']");
  await agent.press("main a.title");
  await agent.choose(`${second} [value=postcode]`);
  await agent.write(`${second} [name=value]`, "1234 AB");
  await agent.press(`${second} .btn.primary`);
  const hand = await stage.customer(stage.link("repaired"));
  assert.doesNotMatch(await words(hand), /tweede handtekening/);
  await hand.write("#second-thing [name=second]", "9999 ZZ");
  await hand.press("#second-thing .btn.primary");
  await shown(hand, /Dit klopt niet met wat wij weten/, "#second-thing");
  await hand.write("#second-thing [name=second]", "1234ab");
  await hand.press("#second-thing .btn.primary");
  await shown(hand, /tweede handtekening/);
}

/** A link that does not work any more gives way to a new one, for an address that is known. */
async function renews(stage) {
  const hand = await stage.customer("/link");
  await hand.write("main [name=email]", "mehmet.aydin@example.net");
  await hand.press("main form .btn.primary");
  await shown(hand, /Kennen wij dit adres\?/);
  const mail = (await stage.mails("mehmet.aydin@example.net")).at(-1);
  await stage.customer(mail.link);
  await shown(hand, /Rekening loodgieter/);
}

/** Speaks another language and wears another theme. */
async function prefers(stage) {
  const hand = await stage.customer("/toegankelijkheid");
  const button = (value) => hand.page.locator(`footer form[action='/preferences'] button[value=${value}]`);
  await hand.press(button("en"));
  assert.equal(await hand.page.locator("html").getAttribute("lang"), "en");
  await hand.press(button("nl"));
  assert.equal(await hand.page.locator("html").getAttribute("lang"), "nl");
}

const parts = { asks, acts, asksAgain, judges, renews, unlocks, prefers };

for (const js of [true, false]) {
  test(`every action of the customer's pages ${js ? "with" : "without"} JavaScript`, async (t) => {
    await play("pointer", async (stage) => {
      stage.link = (code) => stage.demo.links.get(`status ${code}`);
      for (const [name, part] of Object.entries(parts)) await t.test(name, () => part(stage));
    }, { js, more: ["--story", "reimbursement"] });
  });

  test(`a visit ${js ? "with" : "without"} JavaScript`, () => play("pointer", plans, { js, more: ["--story", "no-signal"] }));
}

/** A visit: a window chosen at the first contact, moved, given up, and chosen again on the page. */
async function plans(stage) {
  const hand = await stage.customer("/ask");
  await hand.choose(hand.page.locator("label", { hasText: "Geen internet, televisie of telefoon" }).locator("input"));
  await hand.press(next);
  await hand.write("[name=text]", "Sinds vanavond geen beeld en geen internet.");
  await hand.press(next);
  await hand.press(next);
  for (const [name, value] of Object.entries({ name: "Jan Voorbeeld", email: "jan.voorbeeld@example.net" })) await hand.write(`[name=${name}]`, value);
  await hand.press(next);
  // The first windows are too near to be moved.
  await hand.choose(hand.page.locator("main label", { hasText: /^Maandag 6 augustus, tussen 08/ }).locator("[name=window]"));
  await hand.press(next);
  await hand.write("[name=place]", "1234 AB 12");
  await hand.press(next);
  await hand.press(next);
  await shown(hand, /Wij komen langs/);
  await hand.press("main a.btn.primary");
  await shown(hand, /aandag 6 augustus/);
  const calendar = await hand.page.request.get(await hand.page.getAttribute("#visit-here a[href$='.ics']", "href").then((href) => new URL(href, hand.page.url()).href));
  assert.match(await calendar.text(), /BEGIN:VCALENDAR/);
  const move = hand.page.locator("#visit-here details", { hasText: "andere tijd" });
  await hand.unfold(move.locator("summary"));
  await hand.choose(move.locator("[name=slot]").nth(1));
  await hand.press(move.locator(".btn"));
  await shown(hand, /Uw bezoek is verplaatst/);
  const cancel = hand.page.locator("#visit-here details", { has: hand.page.locator("form[action$='/cancel']") });
  await hand.unfold(cancel.locator("summary"));
  await hand.choose(cancel.locator("[name=why]").first());
  await hand.press(cancel.locator(".btn"));
  await shown(hand, /Het bezoek gaat niet door/);
  await hand.choose(hand.page.locator("#visit-here [name=slot]").first());
  await hand.press("#visit-here form .btn.primary");
  await shown(hand, /Wij komen bij u langs/);
}

/** What the customer reads and can fill in, without what only the time of day makes different. */
async function content(page) {
  const text = await page.locator("main").innerText();
  const fields = await page.locator("main :is(input:not([type=hidden]), textarea, select, button, a)").evaluateAll((all) =>
    all.map((one) => `${one.tagName} ${one.type ?? ""} ${one.name || one.getAttribute("href") || one.textContent.trim()}`),
  );
  return { text: text.replace(/\s+/g, " "), fields };
}

test("the customer's pages say and offer the same with and without JavaScript", async () => {
  const customers = pages.filter((page) => page.plain && !page.as && !page.on && !page.first && /^(ask|status|link|accessibility|privacy)/.test(page.name));
  assert.ok(customers.length > 8);
  for (const page of customers) {
    const read = [];
    for (const js of [true, false]) {
      const seen = await open(browser, demo, page, { width: 390, js });
      read.push(await content(seen));
      await seen.context().close();
    }
    // A link and a number of its own for each that asks.
    const same = ({ text, fields }) => JSON.stringify([text, fields]).replace(/R-\d{4}-\d{4}/g, "R").replace(/\/s\/[\w-]+/g, "/s/");
    assert.equal(same(read[0]), same(read[1]), page.name);
  }
});

test("a page that was opened without JavaScript goes on with it, and the other way round", async () => {
  const bare = await visit(browser, demo.url, { width: 390, js: false });
  await bare.goto(`${demo.url}/ask`);
  await bare.fill("[name=text]", "De put loopt over.");
  await bare.click(next);
  await settled(bare);
  const live = await visit(browser, demo.url, { width: 390, session: await bare.context().storageState() });
  await live.goto(`${demo.url}/ask/message`);
  assert.equal((await live.inputValue("[name=text]")).trim(), "De put loopt over.");
  await Promise.all([bare.context().close(), live.context().close()]);
});
