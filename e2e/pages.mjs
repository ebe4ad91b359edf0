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
  { name: "work", path: "/work", as: "agent" },
  { name: "journeys", path: "/journeys", as: "agent" },
  { name: "journey", path: "/journeys", find: "main a[href^='/journeys/0']", as: "agent" },
  { name: "new-journey", path: "/journeys/new", as: "agent" },
  { name: "handovers", path: "/handovers", as: "agent technical" },
  { name: "promises", path: "/promises", as: "agent" },
  { name: "arrivals", path: "/arrivals", as: "agent" },
  { name: "search", path: "/search?q=riool", as: "agent" },
  { name: "settings", path: "/settings", as: "administrator" },
  { name: "settings-teams", path: "/settings/teams", as: "administrator" },
  { name: "settings-members", path: "/settings/members", as: "administrator" },
  { name: "settings-blueprints", path: "/settings/blueprints", as: "administrator" },
  { name: "settings-mailboxes", path: "/settings/mailboxes", as: "administrator" },
  { name: "settings-texts", path: "/settings/texts", as: "administrator" },
  { name: "settings-audit", path: "/settings/audit", as: "auditor" },
  { name: "profile", path: "/profile", as: "agent" },
];
