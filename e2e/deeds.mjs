// What is done before a page can be looked at: a form filled in on the way to it, or a state that the demonstration is not in.
import { createHmac } from "node:crypto";
import { settled } from "./harness.mjs";

const send = async (seen, button = "main form .btn.primary") => {
  await seen.locator(button).first().click();
  await seen.waitForLoadState("load");
  await settled(seen);
};

/** Fills fields by their names; a choice is ticked by its code or its words. */
const fill = async (seen, fields, form = "main") => {
  for (const [name, value] of Object.entries(fields)) {
    const field = seen.locator(`${form} [name="${name}"]`);
    const choice = await field.first().evaluate((one) => ["radio", "checkbox"].includes(one.type));
    const named = seen.locator(`${form} label:has([name="${name}"])`, { hasText: value }).locator("input");
    if (choice) await seen.locator(`${form} [name="${name}"][value="${value}"]`).or(named).first().check();
    else if (await field.first().evaluate((one) => one.tagName === "SELECT")) await field.first().selectOption({ label: value });
    else await field.first().fill(value);
  }
};

const row = (title) => `main a.title:text-is("${title}")`;

// ---------------------------------------------------------------- on the way

/** Fills in the steps of the first run up to `last` and stops there. */
export const setUp = (last) => async (seen) => {
  const steps = [
    { "admin-name": "Bea Beheer", "admin-email": "bea@example.org", "admin-password": "vier losse natte laarzen" },
    { "organisation-name": "Gemeente Voorbeeld", "team-name": "Klantcontact" },
    {},
  ];
  for (const fields of steps.slice(0, last)) {
    await fill(seen, fields);
    await send(seen);
  }
};

/** Answers the questions of the public form, one after the other, and stops at the next. */
export const asking = (...answers) => async (seen) => {
  for (const fields of answers) {
    await fill(seen, fields, "main form#ask");
    await send(seen, "main form#ask .btn.primary");
  }
};

/** A customer asks again from their own page, up to whether it is about the same. */
export const again = async (seen) => {
  await send(seen, "#help form[action$='/ask'] button");
  await asking({ text: "Ik vergat te zeggen dat het op 3 februari was." }, {})(seen);
};

/** Notes a call; the page of what was noted comes. */
export const called = async (seen) => {
  await fill(seen, { number: "+31 6 00000021", name: "Lies Voorbeeld", text: "Waar blijft het antwoord op mijn brief?" });
  await send(seen);
};

/** A link that an administrator gives by hand, followed. */
export const invited = async (seen) => {
  await send(seen, "main form[action$='/link'] button");
  const address = (await seen.locator("main").innerText()).match(/https?:\/\/\S+\/invitation\/\S+/)[0];
  await seen.goto(new URL(new URL(address).pathname, seen.url()).href);
};

// ---------------------------------------------------------------- before

const done = async (seen, deed) => {
  await deed(seen);
  await seen.context().close();
};

/** The administrator shields the claims department: who is not on its journeys sees how many there are. */
export async function shield(open) {
  await done(await open({ path: "/settings/teams", find: 'main a:text-is("Schadeafhandeling")', as: "administrator" }), async (seen) => {
    await seen.check('[name="restricted"]');
    await send(seen, 'main form:has([name="restricted"]) .btn.primary');
  });
}

/** The technical service wants to know more of what it was offered. */
export async function wondered(open) {
  await done(await open({ path: "/handovers", find: 'main a[href$="/ask"]', as: "agent technical" }), async (seen) => {
    await fill(seen, { text: "Om welk huisnummer gaat het?" });
    await send(seen);
  });
}

/** Who was asked something wants to be called, and writes as well. */
export async function wished(open) {
  await done(await open({ link: "status question" }), async (seen) => {
    await seen.locator(".actions a[href='#call-here']").click();
    await fill(seen, { phone: "+31 6 00000000", moment: "soon" }, "#call-here");
    await send(seen, "#call-here .btn.primary");
    await seen.locator(".actions a[href='#write-here']").click();
    await fill(seen, { text: "Bel mij liever dan dat u schrijft." }, "#write-here");
    await send(seen, "#write-here .btn.primary");
  });
}

const bike = "Fiets kapot door gat in het fietspad";

/** Something is agreed on: `amount` in euros, on the journey of a title. */
async function agrees(open, title, amount) {
  await done(await open({ path: "/journeys", find: [row(title), "main a[href$='/agreement']"], as: "agent" }), async (seen) => {
    await fill(seen, {
      "wording": "De rekening geldt als niet verstuurd.",
      amount,
      "hold.0.system": "Facturatie",
      "hold.0.value": "884213",
      "work": "none",
      "text": "Beste klant,\n\nU hoeft deze rekening niet te betalen.",
    });
    await send(seen);
  });
}

/** A system is known, once: more than one page needs it. */
async function billing(open, place) {
  place.billing ??= (async () => {
    await done(await open({ path: "/settings/systems/new", as: "administrator" }), async (seen) => {
      await fill(seen, { name: "Facturatie", code: "billing", owner: "Schadeafhandeling" });
      await send(seen);
    });
  })();
  await place.billing;
}

/** A system that cannot ask is known, and something that it must not do is agreed on. */
export async function agreed(open, place) {
  await billing(open, place);
  await agrees(open, bike, "20");
}

/** A system says what it reports, and reports something that no row knows. */
export async function reported(open, place) {
  await billing(open, place);
  const find = ["main a[href^='/settings/systems/0']", "main a[href$='/facts']"];
  await done(await open({ path: "/settings/systems", find, as: "administrator" }), async (seen) => {
    await send(seen);
    await seen.locator("main form[action$='/secret'] button[type=submit]").click();
    await seen.waitForLoadState();
    const secret = (await seen.locator("main .banner").first().textContent()).match(/whsec_[A-Za-z0-9+/=]+/)[0];
    const [id, body] = ["voorbeeld-1", JSON.stringify({ type: "invoice.lost", data: { invoice: "884213" } })];
    const moment = String(Math.floor(Date.now() / 1000));
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const signature = `v1,${createHmac("sha256", key).update(`${id}.${moment}.${body}`).digest("base64")}`;
    const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": moment, "webhook-signature": signature };
    const answer = await fetch(new URL("/in/billing", seen.url()), { method: "POST", headers, body });
    if (answer.status !== 202) throw new Error(`/in/billing ${answer.status}`);
  });
}

/** A repair shop takes part as a guest, data are agreed on, and it is asked something. */
export async function partnered(open) {
  await done(await open({ path: "/settings/partners/new", as: "administrator" }), async (seen) => {
    await fill(seen, { name: "Garage Voorbeeld", person: "Werkplaats", email: "werkplaats@garage.example.net" });
    await send(seen);
    await fill(seen, { purpose: "Schade herstellen.", offered: "title" }, "main form#sharing");
    await send(seen, "main form#sharing .btn.primary");
  });
  await done(await open({ path: "/journeys", find: [row(bike), "main a[href$='/handover']"], as: "agent" }), async (seen) => {
    const brief = { "brief.why": "De fiets is kapot.", "brief.what": "Kun je hem herstellen?", "brief.told": "Wij kijken ernaar." };
    await fill(seen, { team: "Garage Voorbeeld", ...brief, ball: "stays" });
    await send(seen);
  });
}

/** A carrier is asked where shipments are; one is registered, and was damaged. */
export async function shipped(open) {
  await done(await open({ path: "/settings/carriers/new?kind=postnl", as: "administrator" }), async (seen) => {
    await fill(seen, { name: "PostNL", secret: "sleutel-van-de-demonstratie", carrier: "Schadeafhandeling" });
    await send(seen);
  });
  await done(await open({ path: "/journeys", find: [row(bike), "main a[href$='/shipment']"], as: "agent" }), async (seen) => {
    await fill(seen, { tracking: "3SVOOR0000001", carrier: "Schadeafhandeling", until: "2018-03-01T18:00" });
    await send(seen);
  });
  await done(await open({ path: "/journeys", find: [row(bike), "main a[href$='/note']"], as: "agent" }), async (seen) => {
    await seen.locator('input[name="status"][value="damaged"]').check();
    await send(seen);
  });
}

/** More is to be agreed on than the agent decides alone. */
export async function proposed(open) {
  await agrees(open, "Ontstoppen van de put", "200");
}

/** What was agreed on was not kept to. */
export async function breached(open) {
  await done(await open({ path: "/journeys", find: [row(bike), "main a[href$='/not-kept']"], as: "agent" }), async (seen) => {
    await fill(seen, { what: "letter", text: "Er kwam toch een aanmaning." });
    await send(seen, "main form .btn.primary, main form .btn.danger");
  });
}

/** A page of ours on Facebook is connected, and somebody writes there. */
export async function chatted(open) {
  await done(await open({ path: "/settings/social/new", as: "administrator" }), async (seen) => {
    const secret = "voorbeeldgeheim";
    const words = { "app-secret": secret, "access-token": "voorbeeld", "verify-token": "voorbeeld" };
    await fill(seen, { medium: "facebook", name: "Onze pagina", account: "1906385232743451", team: "Klantcontactcentrum", ...words });
    await send(seen);
    const message = { mid: "m_voorbeeld", text: "Abonnement dubbel betaald. Klopt dat?" };
    const messaging = [{ sender: { id: "5512" }, timestamp: 0, message }];
    const body = JSON.stringify({ object: "page", entry: [{ id: "1906385232743451", messaging }] });
    const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    const door = new URL(`/social/${new URL(seen.url()).pathname.split("/").pop()}`, seen.url());
    const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
    const answer = await fetch(door, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${door} ${answer.status}`);
  });
}

/** Somebody writes on Facebook, and is asked in that conversation who they are. */
export async function whoAsked(open, place) {
  await done(await open({ path: "/demo/tour/billing-facebook" }), async (seen) => {
    await send(seen, "main form[action$='/begin'] button");
    await send(seen, "main form[action$='/next'] button");
  });
  // Whoever was signed in before is not in the house that began.
  place.sessions = undefined;
  await done(await open({ path: "/journeys", find: ["main a.title", "main a[href$='/who']"], as: "social desk" }), (seen) => send(seen));
}

/** Another program is told what happens, and hears of it. */
export async function subscribed(open) {
  await done(await open({ path: "/settings/webhooks/new", as: "administrator" }), async (seen) => {
    await fill(seen, { name: "Facturatie", url: "https://example.org/regie" });
    await seen.locator("main form fieldset [type=checkbox]").first().check();
    await send(seen);
  });
  await done(await open({ path: "/journeys", find: [row(bike)], as: "agent" }), async (seen) => {
    await seen.goto(`${seen.url().split("?")[0]}?compose=note`);
    await seen.fill("#note-text", "Hiervan hoort ook de facturatie.");
    await send(seen, "#note .btn.primary");
  });
}

/** Who was helped says thanks on a journey that had closed. */
export async function thanked(open) {
  await done(await open({ link: "status closed" }), async (seen) => {
    await seen.locator("a[href='#write-here']").first().click();
    await fill(seen, { text: "Dank u wel, het geld is binnen." }, "#write-here");
    await send(seen, "#write-here .btn.primary");
  });
}

/** Somebody without an address for mail writes a letter, and gets one back. */
export async function lettered(open) {
  await done(await open({ path: "/journeys/new", as: "agent" }), async (seen) => {
    await fill(seen, { channel: "letter", name: "Joop Voorbeeld", title: "Brief over de stoep", text: "De stoep ligt los.",
      address: "Voorbeeldstraat 1\n1234 AB Voorbeeldstad" });
    await send(seen);
    const journey = seen.url();
    await seen.goto(new URL(await seen.locator("main a[href$='/people']").first().getAttribute("href"), journey).href);
    await seen.goto(new URL(await seen.locator("main a.title").first().getAttribute("href"), journey).href);
    await fill(seen, { address: "Voorbeeldstraat 1\n1234 AB Voorbeeldstad" });
    await send(seen, "main form[action$='/address'] .btn");
    await fill(seen, { reach: "Per brief" }, "main form[action$='/details']");
    await send(seen, "main form[action$='/details'] .btn.primary");
    await seen.goto(`${journey.split("?")[0]}?compose=message`);
    await seen.fill("#message-text", "Beste meneer Voorbeeld, wij komen maandag kijken.");
    await send(seen, "#message .btn.primary");
  });
}

/** A journey is set aside. */
export async function voided(open) {
  await done(await open({ path: "/journeys", find: [row("Brief over de stoep"), "main a[href$='/void']"], as: "agent" }), async (seen) => {
    await fill(seen, { reason: "spam" });
    await send(seen, "main form .btn.primary, main form .btn.danger");
  });
}

/** Somebody who is not proven to be the one asks with an address that is known: the answer asks whether it is the same. */
export async function unproven(open) {
  await done(await open({ path: "/ask" }), asking({ text: "Ik heb nog een vraag over mijn rekening." }, {}, { name: "Fatima", email: "fatima.elidrissi@example.net" }, {}));
}

/** Somebody forgot a password. */
export async function forgot(open) {
  await done(await open({ path: "/password/forgot" }), async (seen) => {
    await fill(seen, { email: "kees@example.org" });
    await send(seen);
  });
}

/** The house of the variation with a legal term begins, and an application comes in. */
export async function applied(open, place) {
  await done(await open({ path: "/demo/tour/legal-term" }), (seen) => send(seen, "main form[action$='/begin'] button"));
  // Whoever was signed in before is not in the house that began.
  place.sessions = undefined;
  await done(await open({ path: "/journeys/new", as: "agent" }), async (seen) => {
    await fill(seen, { channel: "counter", name: "Joke Voorbeeld", phone: "+31 6 00000022", blueprint: "Aanvraag vergoeding (Awb)", title: "Aanvraag aan de balie", text: "Ik vraag de kosten terug." });
    await send(seen);
  });
}

/** The demonstration's clock goes on to the next day, and with it promises break. */
export async function dayOn(open) {
  await done(await open({ path: "/demo" }), async (seen) => {
    const today = () => seen.locator("[data-live=clock]").innerText();
    for (let jump = 0; jump < 20 && !/23 feb/.test(await today()); jump += 1) await send(seen, ".demobar button[value=next]");
  });
}

/** The demonstration's clock goes on until a visit can begin: nobody is there days ahead. */
export async function visiting(open) {
  for (let jump = 0; jump < 40; jump += 1) {
    const seen = await open({ path: "/journeys", find: 'main .rows > li:has-text("Bart Visser") a.title', as: "front office" });
    const begins = await seen.locator('main a[href$="/arrived"]').count();
    await seen.context().close();
    if (begins > 0) return;
    await done(await open({ path: "/demo" }), (there) => send(there, ".demobar button[value=next]"));
  }
  throw new Error("no visit begins");
}

/** Somebody is there, or said so too early. */
export async function arrived(open) {
  const find = ['main .rows > li:has-text("Bart Visser") a.title', 'main a[href$="/arrived"]'];
  await done(await open({ path: "/journeys", find, as: "front office" }), (seen) => send(seen));
}

/** A customer gives another e-mail address, which is to be proved. */
export async function moved(open) {
  await done(await open({ link: "status question", find: 'main a[href$="/preferences"]' }), async (seen) => {
    await fill(seen, { email: "fatima.nieuw@example.net" }, "#mail-here");
    await send(seen, "#mail-here .btn.primary");
  });
}

/** The term of an application stands still. */
export async function paused(open) {
  await done(await open({ path: "/journeys", find: [row("Aanvraag aan de balie"), 'main a[href$="/legal-pause"]'], as: "agent" }), async (seen) => {
    await fill(seen, { ground: "force_majeure", reason: "Onze systemen liggen stil." });
    await send(seen, "main form .btn.primary");
  });
}

/** A new installation opens its first kind of journey on the form. */
export async function opened(open) {
  await done(await open({ path: "/settings/blueprints", find: "main a[href^='/settings/blueprints/0']", as: "administrator" }), async (seen) => {
    await fill(seen, { open: "yes", "door-nl": "Vraag of melding" });
    await send(seen, "main form:has([name=open]) .btn.primary");
  });
}

/** A message waits, because a new installation sends nothing to customers yet. */
export async function withheld(open) {
  await done(await open({ path: "/journeys/new", as: "administrator" }), async (seen) => {
    await fill(seen, { channel: "phone", name: "Anja de Wit", email: "anja@example.net", title: "Riool verstopt", text: "Het stinkt." });
    await send(seen);
    await fill(seen, { text: "Wij komen morgen kijken." }, "#message");
    await send(seen, "#message .btn.primary");
  });
}
