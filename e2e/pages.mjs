// Every page that the browser tests look at. A route that is not here is not seen by anyone before a user is.
//
//   name   for the test's title and the picture
//   path   from the root, or `link`: the label of an address that `regie demo` prints (labels in lower case)
//   as     the label of the sign-in link to use, as printed; without it the visitor is nobody
//   find   a link to follow, as a CSS selector, for a page whose address holds an id; several are followed in turn
//   walk   what is done on the page before it is looked at: a form filled in, a step further
//   most   true: among the most used, so looked at in both languages and themes; the others light in Dutch and dark in English
//   narrow true: looked at on a telephone only; the others at every width
//   plain  true: must also stand and be usable without JavaScript
//   first  what must be so before it, done once per demonstration: a page that changes what the others show stands last
//   empty  true: not of the demonstration but of a program that nobody has set up yet
//   status what it answers with, where that is no success
const row = (title) => `main a.title:text-is("${title}")`;
/** Somebody of our team holds the ball; one that waits for an agreement; one that the customer was asked; one elsewhere. */
const [held, told, asked, away, offered] = [
  "Fiets kapot door gat in het fietspad",
  "Ontstoppen van de put",
  "Kosten rioolservice",
  "Wateroverlast kelder",
  "Loodgieter op zondag",
].map(row);
const act = (name, journey, end, more = {}) => {
  const find = [journey, `main a[href$="${end}"]`].filter(Boolean);
  return { name, path: "/journeys", find, as: "agent", narrow: true, ...more };
};
const offer = (name, end) => ({
  name,
  path: "/handovers",
  find: `main a[href$="${end}"]`,
  as: "agent technical",
  narrow: true,
});
const setting = (name, path, find) => ({ name, path: `/settings/${path}`, find, as: "administrator", narrow: true });

/** Fills in the steps of the first run up to `last` and stops there. */
const firstRun = (last) => async (seen) => {
  const steps = [
    { "admin-name": "Bea Beheer", "admin-email": "bea@example.org", "admin-password": "vier losse natte laarzen" },
    { "organisation-name": "Gemeente Voorbeeld", "team-name": "Klantcontact" },
    {},
  ];
  for (const fields of steps.slice(0, last)) {
    for (const [name, value] of Object.entries(fields)) await seen.fill(`[name="${name}"]`, value);
    await seen.click("main form .btn.primary");
    await seen.waitForLoadState("load");
  }
};

/** Answers the questions of the public form up to `last` and stops at the next. */
const asking = (last) => async (seen) => {
  const answers = [
    { text: "De put voor mijn deur loopt over. Een loodgieter heeft hem ontstopt, en dat kostte mij 180 euro." },
    {},
    { name: "Jan Voorbeeld", email: "jan.voorbeeld@example.net" },
    {},
  ];
  for (const fields of answers.slice(0, last)) {
    for (const [name, value] of Object.entries(fields)) await seen.fill(`[name="${name}"]`, value);
    await seen.click("main form#ask .btn.primary");
    await seen.waitForLoadState("load");
  }
};

/** The administrator shields the claims department: who is not on its journeys sees how many there are. */
async function shield(open) {
  const seen = await open({ path: "/settings/teams", find: 'main a:text-is("Schadeafhandeling")', as: "administrator" });
  await seen.check('[name="restricted"]');
  await seen.click('main form:has([name="restricted"]) .btn.primary');
  await seen.waitForLoadState("load");
  await seen.context().close();
}

export const pages = [
  { name: "demo", path: "/demo", plain: true },
  { name: "sign-in", most: true, path: "/sign-in", plain: true },
  { name: "forgot", path: "/password/forgot", plain: true },
  { name: "link", path: "/link", plain: true },
  { name: "ask", most: true, path: "/ask", plain: true },
  { name: "ask-files", path: "/ask", walk: asking(1), narrow: true, plain: true },
  { name: "ask-contact", path: "/ask", walk: asking(2), narrow: true, plain: true },
  { name: "ask-check", path: "/ask", walk: asking(3), plain: true },
  { name: "ask-done", path: "/ask", walk: asking(4), plain: true },
  { name: "status-question", most: true, link: "status question", plain: true },
  { name: "status-repaired", most: true, link: "status repaired", plain: true },
  { name: "status-solved", most: true, link: "status solved", plain: true },
  { name: "outbox", path: "/demo/outbox", plain: true },
  { name: "work", most: true, path: "/work", as: "agent", plain: true },
  { name: "journeys", most: true, path: "/journeys", as: "agent", plain: true },
  { name: "journey", most: true, path: "/journeys", find: "main a[href^='/journeys/0']", as: "agent", plain: true },
  { name: "new-journey", path: "/journeys/new", as: "agent", plain: true },
  { name: "call", path: "/calls/new", as: "agent", plain: true },
  { name: "handovers", most: true, path: "/handovers", as: "agent technical", plain: true },
  { name: "promises", path: "/promises", as: "agent", plain: true },
  { name: "customer", path: "/journeys", find: 'main a[href^="/customers/"]', as: "agent", plain: true },
  { name: "board", path: "/board", as: "coordinator", plain: true },
  { name: "board-table", path: "/board?view=table", as: "coordinator", plain: true },
  { name: "board-column", path: "/board", find: 'main a[href^="/board?only="]', as: "coordinator", narrow: true },
  { name: "team", path: "/teams", as: "agent", plain: true },
  { name: "teams", path: "/teams", as: "coordinator", narrow: true },
  { name: "absence", path: "/profile", find: 'main a[href^="/absence/"]', as: "agent", narrow: true, plain: true },
  { name: "arrivals", path: "/arrivals", as: "agent", plain: true },
  { name: "search", path: "/search?q=riool", as: "agent", plain: true },
  { name: "settings", path: "/settings", as: "administrator", plain: true },
  { name: "settings-organisation", path: "/settings/organisation", as: "administrator" },
  { name: "settings-outgoing", path: "/settings/outgoing", as: "administrator" },
  { name: "settings-calendars", path: "/settings/calendars", as: "administrator" },
  { name: "settings-teams", path: "/settings/teams", as: "administrator", plain: true },
  { name: "settings-members", path: "/settings/members", as: "administrator", plain: true },
  { name: "settings-blueprints", path: "/settings/blueprints", as: "administrator", plain: true },
  { name: "settings-mailboxes", path: "/settings/mailboxes", as: "administrator", plain: true },
  { name: "settings-mailbox", path: "/settings/mailboxes", find: "main a[href^='/settings/mailboxes/0']", as: "administrator" },
  { name: "settings-telephone", path: "/settings/telephone/new", as: "administrator", narrow: true },
  { name: "settings-sms", path: "/settings/sms", as: "administrator", narrow: true },
  { name: "settings-texts", path: "/settings/texts", as: "administrator", plain: true },
  { name: "settings-text", path: "/settings/texts/receipt/nl", as: "administrator" },
  { name: "accessibility", path: "/toegankelijkheid", plain: true },
  { name: "privacy", path: "/privacy", plain: true },
  { name: "settings-brand", path: "/settings/brand", as: "administrator", plain: true },
  { name: "settings-statements", path: "/settings/statements", as: "administrator", plain: true },
  { name: "settings-audit", path: "/settings/audit", as: "auditor", plain: true },
  { name: "profile", path: "/profile", as: "agent", plain: true },

  { name: "first-run", link: "first run", empty: true, narrow: true, plain: true },
  { name: "first-run-organisation", link: "first run", empty: true, narrow: true, walk: firstRun(1) },
  { name: "first-run-hours", link: "first run", empty: true, narrow: true, walk: firstRun(2) },
  { name: "first-run-mailbox", link: "first run", empty: true, narrow: true, walk: firstRun(3), plain: true },
  { name: "status-unknown", path: "/s/geen-bestaand-adres", status: 410, narrow: true, plain: true },
  { name: "not-there", path: "/journeys/geen", as: "agent", status: 404, narrow: true, plain: true },
  { name: "demo-sign-in", link: "agent", narrow: true, plain: true },
  act("journey-question", asked, "", { find: asked }),
  act("journey-told", told, "", { find: told }),
  act("journey-offered", offered, "", { find: offered }),
  act("handover", held, "/handover", { plain: true }),
  act("question", held, "/question", { plain: true }),
  act("outcome", held, "/outcome", { plain: true }),
  act("contact", held, "/contact", { plain: true }),
  act("assign", held, "/assign"),
  act("close", held, "/close", { plain: true }),
  act("void", held, "/void", { plain: true }),
  act("forward", held, "/forward", { plain: true }),
  act("take-back", away, "/take-back"),
  act("withdraw-question", asked, "/withdraw-question"),
  act("agreed", told, "/agreed"),
  act("not-solved", told, "/not-solved"),
  act("back-and-forth", held, "/back-and-forth", { plain: true }),
  act("promise-fulfil", held, "/fulfil"),
  act("promise-move", held, "/move", { find: [held, 'main a[href*="/promises/"][href$="/move"]'] }),
  act("promise-release", held, "/release"),
  act("contact-split", held, "/split"),
  act("contact-move", held, "/move", { find: [held, 'main a[href*="/contacts/"][href$="/move"]'] }),
  act("compose-answer", held, "compose=answer#composer"),
  act("compose-note", held, "compose=note#composer"),
  act("compose-promise", held, "compose=promise#composer", { plain: true }),
  act("people", held, "/people", { plain: true }),
  act("person", held, "/people", { find: [held, 'main a[href$="/people"]', "main a.title"], plain: true }),
  act("journeys-closed", "", "tab=closed"),
  { name: "arrival", path: "/arrivals", find: "main a.title", as: "agent", narrow: true, plain: true },
  { name: "handover-one", path: "/journeys", find: [offered, 'main a[href*="/handovers/"]'], as: "agent", narrow: true },
  offer("offer-accept", "/accept"),
  offer("offer-answer", "/answer"),
  offer("offer-ask", "/ask"),
  offer("offer-question", "/question"),
  offer("offer-decline", "/decline"),
  setting("settings-team", "teams", 'main a[href^="/settings/teams/0"]'),
  setting("settings-team-new", "teams/new"),
  setting("settings-member", "members", 'main a[href^="/settings/members/0"]'),
  setting("settings-invite", "members/invite"),
  setting("settings-slots", "slots"),
  setting("settings-slot-book", "slots", 'main a[href^="/settings/slots/"]'),
  setting("settings-visits", "blueprints", ['main a[href^="/settings/blueprints/0"]', 'main a[href$="/visits"]']),
  setting("settings-hours", "calendars", 'main a[href^="/settings/calendars/"]'),
  setting("settings-blueprint", "blueprints", 'main a[href^="/settings/blueprints/0"]'),
  setting("settings-blueprint-new", "blueprints/new"),
  setting("settings-card", "blueprints", ['main a[href^="/settings/blueprints/0"]', 'main a[href*="/cards/"]']),
  setting("settings-mailbox-new", "mailboxes/new"),
  { name: "shielded", path: "/journeys", as: "agent technical", first: shield, plain: true },
];
