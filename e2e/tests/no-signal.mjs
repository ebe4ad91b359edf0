// The story "no signal on Friday night" in a browser, by pointer and by keyboard alone: the window that is chosen at once,
// and the same evening when the line is tested before a visit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hands } from "../hands.mjs";
import { play } from "../play.mjs";

const outage = "Geen internet, televisie of telefoon";
const shared = "Geen internet in een flat of bedrijfspand";
const joris = { name: "Joris Dekker", email: "joris.dekker@example.net", phone: "06-00000021" };
const marit = { name: "Marit Jansen", email: "marit.jansen@example.net", phone: "06-00000022" };
const next = "main form#ask .btn.primary";
const primary = "main form .btn.primary";
const row = (who) => `.rows > li:has-text("${who.name}") a.title`;
const option = (hand, words) => hand.page.locator("main label", { hasText: words }).locator("input");
const shows = async (hand, pattern, selector = "main") =>
  assert.match((await hand.page.innerText(selector)).replace(/[  ⁠]/g, (mark) => (mark === "⁠" ? "" : " ")), pattern, hand.page.url());

/** The questions of the form, up to the page after who asks. */
async function asks(hand, who, topic) {
  await hand.choose(option(hand, topic));
  await hand.press(next);
  await hand.write("[name=text]", "Wij hebben geen beeld en geen internet. Het lampje op het kastje is rood.");
  await hand.press(next);
  await hand.press(next);
  for (const [name, value] of Object.entries(who)) await hand.write(`${"main form#ask"} [name=${name}]`, value);
  await hand.press(next);
}

async function opens(desk, who, list = "work") {
  await desk.go(list);
  await desk.press(row(who));
}

/** Does something with the visit of a journey. */
async function visits(desk, who, doing, fill = async () => {}) {
  await opens(desk, who, "journeys");
  await desk.press(`#visits a[href$='/${doing}']`);
  await fill();
  await desk.press(primary);
}

const narrows = (desk, who) =>
  visits(desk, who, "narrow", async () => {
    await desk.date("main form [name=from]", "08:00");
    await desk.date("main form [name=until]", "08:30");
  });

async function tells(desk, words) {
  await desk.act("Uitkomst vertellen");
  await desk.choose("main form [name=how][value=solved]");
  await desk.write("main form textarea[name=text]", words);
  await desk.press(primary);
}

async function window(stage) {
  const told = (count, ...words) => stage.told(joris.email, count, ...words);
  const saturday = /[Zz]aterdag 4 augustus, tussen 08\.00 en 11\.00 uur/;

  // Friday 21:05, five minutes after the desk closed: a window in the first contact.
  await stage.at("2018-08-03 21:05");
  const customer = await stage.customer("/ask");
  await asks(customer, joris, outage);
  await shows(customer, /Klantenservice is nu gesloten\./);
  await customer.choose(customer.page.locator("[name=window]").first());
  await customer.press(next);
  await customer.write("[name=place]", "1234 AB 12");
  await customer.press(next);
  await customer.press(next);
  await shows(customer, saturday);
  await customer.press("main a.btn.primary");
  await shows(customer, saturday);
  // One mail: that it came in, and when somebody comes.
  const booked = await told(1, "aterdag 4 augustus, tussen 08.00 en 11.00 uur", ".ics");
  assert.ok(booked.link);

  // Saturday 07:30: narrowed, on the page and in one message; 08:05 to 11:05: repaired, right the first time.
  await stage.at("2018-08-04 07:30");
  const engineer = await stage.desk("engineer");
  await narrows(engineer, joris);
  await told(2, "tussen 08.00 en 08.30 uur");
  await stage.customer(booked.link);
  await shows(customer, /tussen 08\.00 en 08\.30 uur/);
  await stage.at("2018-08-04 08:05");
  await visits(engineer, joris, "arrived");
  await stage.customer(booked.link);
  await shows(customer, /Wij zijn bij u aan het werk/);
  await stage.at("2018-08-04 11:05");
  await visits(engineer, joris, "done", async () => {
    await engineer.choose("main form [name=right][value=yes]");
    await engineer.write("main form [name=text]", "Kabel vernieuwd.");
    await engineer.choose("main form [name=tell]");
    await engineer.write("main form [name=outcome]", "De kabel is vernieuwd. U hebt weer beeld en internet.");
  });
  await told(3, "U hebt weer beeld en internet.");

  // "No" opens the same journey again, at the team that directs; told once more, the customer confirms.
  await stage.at("2018-08-04 11:20");
  await stage.customer(booked.link);
  await customer.unfold("#verdict summary");
  await customer.write("#verdict textarea", "De televisie doet het, maar internet nog niet.");
  await customer.press("#verdict details .btn");
  await shows(customer, /nog niet is opgelost/);
  const front = await stage.desk("front office");
  await opens(front, joris);
  await shows(front, /internet nog niet/);
  await stage.at("2018-08-04 11:40");
  await tells(front, "De modem is opnieuw gestart. Nu doet ook internet het weer.");
  await stage.customer(booked.link);
  await customer.press("#verdict form .btn.primary");
  assert.equal(await customer.page.locator("#verdict").count(), 0);
}

async function lineTest(stage) {
  const told = (count, ...words) => stage.told(marit.email, count, ...words);

  // Friday 21:03: a call to the closed desk, and a text message with the way to the form; 21:05: the form, and a call asked for.
  await stage.tour("line-test", "next");
  const { link } = await stage.text();
  const front = await stage.desk("front office");
  await front.page.goto(`${stage.demo.url}/arrivals`);
  await shows(front, /06 00 00 00 22|06-?00000022/);
  await stage.at("2018-08-03 21:05");
  const customer = await stage.customer(link);
  await asks(customer, marit, shared);
  await customer.press(next);
  await shows(customer, /Klantenservice is nu gesloten\./);
  await customer.press("main a.btn.primary");
  const own = customer.page.url();
  await told(1);
  await customer.unfold(".actions a[href='#call-here']");
  await customer.write("#call-here [name=phone]", marit.phone);
  await customer.choose("#call-here [name=moment][value=soon]");
  await customer.press("#call-here .btn.primary");
  await told(2, "aterdag 4 augustus, tussen 10.00 en 11.00 uur");
  await front.page.goto(`${stage.demo.url}/arrivals`);
  assert.doesNotMatch(await front.page.innerText("main"), /00 22/);

  // Saturday 10:00: called as promised; 10:15: handed over to a team that is closed, which is seen before.
  await stage.at("2018-08-04 10:00");
  await opens(front, marit);
  await shows(front, /geen beeld en geen internet/);
  await calls(front, "out", "Gebeld. De lijn moet eerst worden gemeten.");
  await stage.at("2018-08-04 10:15");
  await opens(front, marit);
  await front.act("Overdragen");
  await shows(front, /ma 08\.30[^]*50,00|50,00[^]*ma 08\.30/);
  await front.choose(option(front, "Backoffice"));
  await front.write("main form [name='brief.why']", "Geen beeld en geen internet.");
  await front.write("main form [name='brief.what']", "Meet de lijn.");
  await front.press(primary);
  await opens(front, marit);
  await front.act("Toezegging");
  await front.choose("#composer [name=kind][value=news]");
  await front.date("#composer [name=due]", "2018-08-06T12:00");
  await front.press("#composer .btn.primary");
  await told(3, "maandag 6 augustus om 12.00 uur");

  // Sunday 10:15: 24 hours without news, and the truth in one message.
  await stage.at("2018-08-05 10:14");
  await told(3);
  await stage.at("2018-08-05 10:15");
  await told(4, "gesloten", "maandag 6 augustus om 12.00 uur");

  // Monday: a chaser, a question, one tap; accepted, and a visit planned.
  await stage.at("2018-08-06 08:10");
  await calls(front, "in", "Vraagt of er al iets bekend is. Gezegd: nog steeds 12.00 uur.");
  await told(4);
  await stage.at("2018-08-06 08:50");
  const back = await stage.desk("back office");
  await back.go("handovers");
  const card = (end) => back.page.locator(`article:has-text("${marit.name}") ${end}`);
  await back.press(card("a[href$='/question']"));
  await back.write("main form textarea[name=text]", "Brandt er één lampje op het kastje?");
  await back.choose("main form [name=wants][value=yes_no]");
  await back.press(primary);
  const asked = await told(5, "Brandt er één lampje");
  await stage.at("2018-08-06 09:10");
  await stage.customer(asked.link);
  await customer.press(".ask form[action$='/answer'] button[value=yes]");
  await back.go("handovers");
  await back.press(card("form[action$='/accept'] button"));
  await opens(back, marit);
  await back.act("Bezoek plannen");
  await back.choose(option(back, /insdag 7 augustus, tussen 08\.00 en 11\.00 uur/));
  await back.press(primary);
  const booked = await told(7, "insdag 7 augustus, tussen 08.00 en 11.00 uur", ".ics");
  await stage.customer(booked.link ?? own);
  await shows(customer, /insdag 7 augustus, tussen 08\.00 en 11\.00 uur[^]*Een andere tijd kiezen/);

  // Tuesday: narrowed, repaired, told, confirmed.
  await stage.at("2018-08-07 07:30");
  const before = (await stage.mails(marit.email)).length;
  const engineer = await stage.desk("engineer");
  await narrows(engineer, marit);
  await told(before + 1, "tussen 08.00 en 08.30 uur");
  await stage.at("2018-08-07 08:05");
  await visits(engineer, marit, "arrived");
  await stage.at("2018-08-07 11:05");
  await visits(engineer, marit, "done", async () => {
    await engineer.choose("main form [name=right][value=yes]");
    await engineer.write("main form [name=text]", "Kabel vernieuwd.");
    await engineer.choose("main form [name=tell]");
    await engineer.write("main form [name=outcome]", "De kabel is vernieuwd. U hebt weer beeld en internet.");
  });
  // Once, by who was there, in the name of the back office.
  const outcome = await told(before + 2, "U hebt weer beeld en internet.");
  await stage.at("2018-08-07 11:20");
  await stage.customer(outcome.link);
  await customer.press("#verdict form .btn.primary");
  assert.equal(await customer.page.locator("#verdict").count(), 0);
}

/** Notes a call by the number, from My work. */
async function calls(desk, direction, words) {
  await desk.go("work");
  await desk.press("main a[href='/calls/new']");
  await desk.choose(`main form [name=direction][value=${direction}]`);
  await desk.write("main form [name=number]", marit.phone);
  await desk.write("main form [name=text]", words);
  await desk.press(primary);
  await shows(desk, new RegExp(marit.name));
}

for (const name of Object.keys(hands)) {
  for (const [path, story] of Object.entries({ "a window at once": window, "a line test first": lineTest })) {
    test(`no signal, ${path}, by ${name}`, () => play(name, story, { more: ["--story", "no-signal"] }));
  }
}
