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
//   on     not of the demonstration but of a program beside it: "empty" (nobody has set it up yet), "young" (just set up), the
//          demonstration of another story, or "practice": the practice room beside an installation
//   mail   a part of an address that was sent: the newest is followed
//   status what it answers with, where that is no success
import { again, applied, asking, called, dayOn, forgot, invited, lettered, moved, opened, paused, setUp, shield, thanked, unproven, voided, wished, withheld, wondered } from "./deeds.mjs";

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
const leg = (name, end) => ({ name, path: "/handovers", find: `main a[href$="${end}"]`, as: "agent claims", narrow: true });
const setting = (name, path, find) => ({ name, path: `/settings/${path}`, find, as: "administrator", narrow: true });

/** What somebody fills in on the public form. */
const story = { text: "De put voor mijn deur loopt over. Een loodgieter heeft hem ontstopt, en dat kostte mij 180 euro." };
const jan = { name: "Jan Voorbeeld", email: "jan.voorbeeld@example.net" };
/** A customer of the provider's, up to where a window is chosen. */
const outage = { topic: "Geen internet, televisie of telefoon" };
const planned = (name, end, who = "Bart Visser", as = "front office", of = "") => {
  const find = [`main .rows > li:has-text("${who}") a.title`, `main a[href$="${end}"]${of}`];
  return { name, on: "no-signal", path: "/journeys", find, as, narrow: true };
};

export const pages = [
  { name: "demo", path: "/demo", plain: true },
  { name: "sign-in", most: true, path: "/sign-in", plain: true },
  { name: "forgot", path: "/password/forgot", plain: true },
  { name: "link", path: "/link", plain: true },
  { name: "ask", most: true, path: "/ask", plain: true },
  { name: "ask-files", path: "/ask", walk: asking(story), narrow: true, plain: true },
  { name: "ask-contact", path: "/ask", walk: asking(story, {}), narrow: true, plain: true },
  { name: "ask-check", path: "/ask", walk: asking(story, {}, jan), plain: true },
  { name: "ask-done", path: "/ask", walk: asking(story, {}, jan, {}), plain: true },
  { name: "status-question", most: true, link: "status question", plain: true },
  { name: "preferences", link: "status question", find: 'main a[href$="/preferences"]', plain: true },
  { name: "status-repaired", most: true, link: "status repaired", plain: true },
  { name: "status-solved", most: true, link: "status solved", plain: true },
  { name: "outbox", path: "/demo/outbox", plain: true },
  { name: "tour", path: "/demo/tour/reimbursement", plain: true },
  { name: "work", most: true, path: "/work", as: "agent", plain: true },
  { name: "journeys", most: true, path: "/journeys", as: "agent", plain: true },
  { name: "journey", most: true, path: "/journeys", find: "main a[href^='/journeys/0']", as: "agent", plain: true },
  { name: "new-journey", path: "/journeys/new", as: "agent", plain: true },
  { name: "call", path: "/calls/new", as: "agent", plain: true },
  { name: "handovers", most: true, path: "/handovers", as: "agent technical", plain: true },
  { name: "promises", path: "/promises", as: "agent", plain: true },
  { name: "customer", path: "/journeys", find: 'main a[href^="/customers/"]', as: "agent", plain: true },
  { name: "signals", path: "/signals", as: "agent", narrow: true, plain: true },
  { name: "block-list", path: "/block-list", as: "agent", narrow: true, plain: true },
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
  { name: "settings-api", path: "/settings/api", as: "administrator", narrow: true },
  { name: "settings-client-new", path: "/settings/api/new", as: "administrator" },
  { name: "settings-webhooks", path: "/settings/webhooks", as: "administrator", narrow: true },
  { name: "settings-webhook-new", path: "/settings/webhooks/new", as: "administrator" },
  { name: "api-reference", path: "/api/reference", plain: true },
  { name: "api-types", path: "/api/reference/types", narrow: true },
  { name: "api-sent", path: "/api/reference/sent", narrow: true },
  { name: "settings-sms", path: "/settings/sms", as: "administrator", narrow: true },
  { name: "settings-texts", path: "/settings/texts", as: "administrator", plain: true },
  { name: "settings-text", path: "/settings/texts/receipt/nl", as: "administrator" },
  { name: "settings-wording", path: "/settings/wording", as: "administrator", plain: true },
  { name: "accessibility", path: "/toegankelijkheid", plain: true },
  { name: "privacy", path: "/privacy", plain: true },
  { name: "settings-brand", path: "/settings/brand", as: "administrator", plain: true },
  { name: "settings-statements", path: "/settings/statements", as: "administrator", plain: true },
  { name: "settings-audit", path: "/settings/audit", as: "auditor", plain: true },
  { name: "profile", path: "/profile", as: "agent", plain: true },

  { name: "first-run", link: "first run", on: "empty", narrow: true, plain: true },
  { name: "first-run-organisation", link: "first run", on: "empty", narrow: true, walk: setUp(1) },
  { name: "first-run-hours", link: "first run", on: "empty", narrow: true, walk: setUp(2) },
  { name: "first-run-mailbox", link: "first run", on: "empty", narrow: true, walk: setUp(3), plain: true },
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
  act("agreement", held, "/agreement", { plain: true }),
  act("signal-new", held, "/signal"),
  act("take-back", away, "/take-back"),
  act("withdraw-question", asked, "/withdraw-question"),
  act("agreed", told, "/agreed"),
  act("not-solved", told, "/not-solved"),
  act("back-and-forth", held, "/back-and-forth", { plain: true }),
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
  setting("settings-connections", "telephone"),
  setting("settings-systems", "systems"),
  setting("settings-system-new", "systems/new"),
  setting("settings-practice", "practice"),
  { name: "practice", on: "practice", path: "/practice", as: "administrator", plain: true },
  { name: "practice-mails", on: "practice", path: "/practice/mail", as: "administrator", narrow: true, plain: true },
  { name: "practice-mail", on: "practice", path: "/practice/mail", find: "main a.title", as: "administrator", plain: true },
  { name: "practice-ask", on: "practice", path: "/ask", narrow: true, plain: true },
  { name: "practice-sign-in", on: "practice", path: "/sign-in", narrow: true, plain: true },
  { name: "start", on: "young", first: opened, path: "/", narrow: true, plain: true },
  { name: "first-run-done", on: "young", path: "/first-run/done", as: "administrator", narrow: true },
  { name: "outgoing-live", on: "young", first: withheld, path: "/settings/outgoing/live", as: "administrator", narrow: true },
  { name: "invitation", path: "/settings/members", find: "main a[href^='/settings/members/0']", as: "administrator", walk: invited, narrow: true, plain: true },
  { name: "password-reset", first: forgot, mail: "/password/reset/", narrow: true, plain: true },
  { name: "ask-same", link: "status question", walk: again, narrow: true, plain: true },
  { name: "status-same", first: unproven, mail: "/same", narrow: true, plain: true },
  { name: "customer-preferences", path: "/journeys", find: ['main a[href^="/customers/"]', 'main a[href$="/preferences"]'], as: "agent", narrow: true, plain: true },
  { name: "address-proof", first: moved, mail: "/address/", narrow: true, plain: true },
  { name: "call-noted", path: "/calls/new", as: "agent", walk: called, narrow: true, plain: true },
  leg("leg-finish", "/finish"),
  leg("leg-give-back", "/give-back"),
  leg("leg-return", "/return"),
  act("seen", asked, "/seen", { first: wished }),
  act("promise-fulfil", asked, "/fulfil", { first: wished }),
  act("reopen", row("Verstopt riool: kosten terugvragen"), "/reopen", { path: "/journeys?tab=closed" }),
  { name: "offer-withdraw", path: "/handovers?tab=from", find: 'main a[href$="/withdraw"]', as: "agent", narrow: true },
  { name: "offer-clarify", first: wondered, path: "/handovers?tab=from", find: 'main a[href$="/clarify"]', as: "agent", narrow: true },
  act("just-thanks", row("Verstopt riool: kosten terugvragen"), "/just-thanks", { first: thanked }),
  { name: "legal-term", on: "reimbursement", first: applied, path: "/journeys", find: [row("Aanvraag aan de balie"), 'main a[href$="/legal-term"]'], as: "agent", narrow: true },
  { name: "legal-pause", on: "reimbursement", first: applied, path: "/journeys", find: [row("Aanvraag aan de balie"), 'main a[href$="/legal-pause"]'], as: "agent", narrow: true },
  { name: "legal-resume", on: "reimbursement", first: paused, path: "/journeys", find: [row("Aanvraag aan de balie"), 'main a[href$="/legal-resume"]'], as: "agent", narrow: true },
  { name: "ask-topics", on: "no-signal", path: "/ask", narrow: true, plain: true },
  { name: "ask-when", on: "no-signal", path: "/ask", walk: asking(outage, { text: "Sinds vanavond geen beeld en geen internet." }, {}, jan), narrow: true, plain: true },
  planned("visit", "/visit", "Youssef Amrani", "back office"),
  planned("visit-arrived", "/arrived"),
  planned("visit-cancel", "/cancel"),
  planned("visit-done", "/done"),
  planned("visit-move", "/move", "Bart Visser", "front office", '[href*="/visits/"]'),
  planned("visit-narrow", "/narrow"),
  planned("visit-not-home", "/not-home"),
  act("task", row("Brief over de stoep"), "", { first: lettered, find: [row("Brief over de stoep"), 'main a[href*="/tasks/"]:not([href$="/letter"])'] }),
  act("letter", row("Brief over de stoep"), "", { first: lettered, find: [row("Brief over de stoep"), 'main a[href*="/tasks/"]', 'main a[href$="/letter"]'] }),
  act("undo-void", row("Brief over de stoep"), "/undo-void", { path: "/journeys?tab=void", first: voided }),
  { name: "shielded", path: "/journeys", as: "agent technical", first: shield, plain: true },
  act("promise-replace", row("Wateroverlast kelder"), "/replace", { first: dayOn, as: "coordinator" }),
];

/** Routes that answer a GET with something else than a page of their own, and what. */
export const noPages = {
  "/arrivals/{id}/files/{number}": "a file",
  "/arrivals/{id}/raw": "a file",
  "/assets/{*name}": "a file",
  "/brand/colours.css": "a file",
  "/brand/logo/{digest}": "a file",
  "/brand/mail.css": "a file",
  "/brand/preview.css": "a file",
  "/calls/found": "a part of the telephone note",
  "/calls/now": "a part of My work",
  "/demo/bar": "a part of every page of the demonstration",
  "/healthz": "a word for a watchdog",
  "/journeys/{id}/files/{content}": "a file",
  "/journeys/{id}/mail/{content}": "a mail in a box, laid out by its sender",
  "/journeys/{id}/presence": "a part of the journey",
  "/journeys/{id}/updates/{update}/again": "a page for mail that came back, which none does in a demonstration; crates/web/tests/again.rs",
  "/live": "a stream",
  "/s/{token}/files/{content}": "a file",
  "/s/{token}/visit.ics": "a file",
  "/vraag": "leads to /ask",
};
