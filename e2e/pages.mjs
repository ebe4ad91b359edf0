// Every page that the browser tests look at. A route that is not here is not seen by anyone before a user is.
//
//   name   for the test's title and the picture
//   path   from the root, or `link`: the label of an address that `regie demo` prints (labels in lower case)
//   as     the label of the sign-in link to use, as printed; without it the visitor is nobody
//   find   a link to follow first, as a CSS selector, for a page whose address holds an id
//   plain  true: must also stand and be usable without JavaScript
export const pages = [
  { name: "demo", path: "/demo", plain: true },
  { name: "sign-in", path: "/sign-in", plain: true },
  { name: "forgot", path: "/password/forgot", plain: true },
  { name: "link", path: "/link", plain: true },
  { name: "status-question", link: "status question", plain: true },
  { name: "status-repaired", link: "status repaired", plain: true },
  { name: "status-solved", link: "status solved", plain: true },
  { name: "outbox", path: "/demo/outbox", plain: true },
  { name: "work", path: "/work", as: "agent", plain: true },
  { name: "journeys", path: "/journeys", as: "agent", plain: true },
  { name: "journey", path: "/journeys", find: "main a[href^='/journeys/0']", as: "agent", plain: true },
  { name: "new-journey", path: "/journeys/new", as: "agent", plain: true },
  { name: "handovers", path: "/handovers", as: "agent technical", plain: true },
  { name: "promises", path: "/promises", as: "agent", plain: true },
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
  { name: "settings-texts", path: "/settings/texts", as: "administrator", plain: true },
  { name: "settings-text", path: "/settings/texts/receipt/nl", as: "administrator" },
  { name: "settings-audit", path: "/settings/audit", as: "auditor", plain: true },
  { name: "profile", path: "/profile", as: "agent", plain: true },
];
