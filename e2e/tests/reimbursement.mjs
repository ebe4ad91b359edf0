// The story "reimbursement" in a browser, by pointer and by keyboard alone: its main table, from its own first moment.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hands } from "../hands.mjs";
import { play } from "../play.mjs";

const resident = "marieke.voorbeeld@example.net";
const subject = "Riool verstopt, loodgieter betaald";
const row = `main a.title:text-is("${subject}")`;
const offer = (button) => `article:has(h2 a:text-is("${subject}")) ${button}`;
/** The outcome is promised on Monday 5 February: ten working days later. */
const promised = "maandag 19 februari";
const photo = { name: "foto.png", mimeType: "image/png", buffer: Buffer.from("89504e470d0a1a0a", "hex") };
const invoice = { name: "rekening.txt", mimeType: "text/plain", buffer: Buffer.from("Rekening 2018-014: EUR 180,00\n") };

async function story(stage) {
  const told = (count, ...words) => stage.told(resident, count, ...words);
  await stage.tour("reimbursement", "begin");

  // Monday 09:20: an e-mail with the question; a receipt at once, with the next moment.
  await stage.at("2018-02-05 09:20");
  await stage.send({
    from: `Marieke Voorbeeld <${resident}>`,
    to: "kcc@example.org",
    subject,
    text: "Ik heb een loodgieter 180 euro betaald voor een verstopt riool. De oorzaak zat in de straat.\r\nWat moet ik doen om dit terug te krijgen?",
    id: "first@resident.example.net",
  });
  await stage.at("2018-02-05 09:21");
  const receipt = await told(1, "5 februari", "17.00 uur");
  const page = await stage.customer(receipt.link);
  assert.match(await page.page.innerText(".hero"), /17\.00 uur/);

  // 09:40: the complete answer in one action, rewritten freely.
  await stage.at("2018-02-05 09:40");
  const contact = await stage.desk("agent");
  await contact.go("work");
  await contact.press(row);
  await contact.act("Volledig antwoord");
  await contact.press(".cards a[href*='card=reimbursement']");
  await contact.write("#answer textarea[name=text]", "Beste mevrouw Voorbeeld,\n\nStuur ons de rekening, een foto en uw IBAN op uw veilige pagina. Het kost u niets.");
  await contact.press("#answer .btn.primary");
  const answer = await told(2, "Stuur ons de rekening, een foto en uw IBAN", promised);

  // 20:15: invoice, photo and IBAN on the page. A wrong number is said while it is typed.
  await stage.at("2018-02-05 20:15");
  await stage.customer(answer.link);
  const field = (words) => page.page.locator("#answer .field", { has: page.page.locator(`label:has-text("${words}")`) }).locator("input");
  await page.attach(field("Rekening").and(page.page.locator("[type=file]")), [invoice]);
  await page.attach(field("Foto"), [photo]);
  const number = field("IBAN");
  await page.write(number, "NL14 TEST 0123 4567 89");
  assert.match(await page.page.innerText("#answer [data-check=iban] + [role=status]"), /Dit IBAN klopt niet/);
  await page.write(number, "NL13 TEST 0123 4567 89");
  await page.press("#answer .btn.primary");
  assert.equal(await page.page.locator("#answer").count(), 0, "nothing is asked twice");
  assert.match(await page.page.innerText(".talk li.you"), /rekening\.txt[^]*foto\.png/);
  await told(2);

  // Tuesday: the leg is offered, and the resident is told when it is accepted, not before.
  await stage.at("2018-02-06 08:45");
  await hand(contact, "Technische dienst", "Beoordeel de foto: zit de oorzaak in de straat?");
  await told(2);
  await stage.at("2018-02-06 09:30");
  const technical = await stage.desk("agent technical");
  await technical.go("handovers");
  await technical.press(offer("form[action$='/accept'] button"));
  await told(3, "Technische dienst", promised);

  // Wednesday: done. The pay-out is offered to claims, accepted on Thursday.
  await stage.at("2018-02-07 14:30");
  await finish(technical, "De oorzaak zat in de straat: een breuk in het hoofdriool.");
  await hand(contact, "Schadeafhandeling", "Betaal de loodgieter uit: 180 euro.");
  await told(3);
  await stage.at("2018-02-08 09:10");
  const claims = await stage.desk("agent claims");
  await claims.go("handovers");
  await claims.press(offer("form[action$='/accept'] button"));
  await told(4, "Schadeafhandeling", promised);

  // Friday 11:00: two things miss, asked in one message; the resident answers on Monday.
  await stage.at("2018-02-09 11:00");
  await claims.go("work");
  await claims.press(row);
  await claims.act("Vraag stellen");
  await claims.write("main form textarea[name=text]", "Op uw rekening missen de naam van de loodgieter en de datum. Wilt u ze allebei doorgeven?");
  await claims.press("main form .btn.primary");
  const question = await told(5, "naam van de loodgieter en de datum");
  await stage.at("2018-02-12 19:00");
  await stage.customer(question.link);
  assert.match(await page.page.innerText(".hero"), /nog iets van u nodig/);
  await page.write("#answer textarea[name=text]", "Loodgieter Voorbeeld, op 30 januari.");
  await page.press("#answer .btn.primary");
  assert.match(await page.page.innerText(".steps [aria-current=step]"), /Schadeafhandeling/);
  await told(5);

  // Wednesday 10:00: paid, three working days early; proposed as solved.
  await stage.at("2018-02-14 10:00");
  await claims.go("work");
  await claims.press(row);
  await claims.act("Uitkomst vertellen");
  await claims.choose("main form [name=how][value=solved]");
  await claims.write("main form textarea[name=text]", "Wij betalen u 180 euro terug. De verstopping zat in de straat, en dat riool is van ons.");
  await claims.write("main form [name=amount]", "180,00");
  await claims.press("main form .btn.primary");
  const outcome = await told(6, "180 euro", "woensdag 21 februari");
  await stage.customer(outcome.link);
  assert.match(await page.page.innerText("#verdict"), /180/);
  assert.match(await page.page.innerText("main"), /Nagekomen/);

  // No objection in five working days: closed, told to nobody; those who had it see how it ended.
  await stage.at("2018-02-21 16:59");
  assert.equal(await (await stage.customer(outcome.link)).page.locator("#verdict").count(), 1);
  await stage.at("2018-02-21 17:01");
  assert.equal(await (await stage.customer(outcome.link)).page.locator("#verdict").count(), 0);
  await told(6);
  for (const seat of [contact, technical]) {
    await seat.go("work");
    await seat.press(`#endings a.title:text-is("${subject}")`);
    assert.match(await seat.page.innerText("#ballcard"), /Hoe het afliep/);
  }
}

/** Offers a leg that takes the ball along. */
async function hand(desk, team, what) {
  await desk.go("work");
  await desk.press(row);
  await desk.act("Overdragen");
  await desk.choose(desk.page.locator("main label", { hasText: team }).locator("[name=team]"));
  await desk.write("main form [name='brief.why']", "De inwoner vraagt de kosten van een loodgieter terug.");
  await desk.write("main form [name='brief.what']", what);
  await desk.press("main form .btn.primary");
}

async function finish(desk, words) {
  await desk.go("handovers");
  await desk.press("main .tabs a[href*='settled']");
  await desk.press(offer("a[href$='/finish']"));
  await desk.choose("main form [name=outcome][value=solved]");
  await desk.write("main form textarea[name=text]", words);
  await desk.press("main form .btn.primary");
}

for (const name of Object.keys(hands)) test(`reimbursement by ${name}`, () => play(name, story, { more: ["--story", "reimbursement"] }));
