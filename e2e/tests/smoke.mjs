// Every page in both themes and languages, at every width; and what must stand without JavaScript.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { checkPage, languages, themes, widths } from "../harness.mjs";
import { open } from "../open.mjs";
import { noPages, pages } from "../pages.mjs";
import { browser, demo } from "../stage.mjs";

const long = Boolean(process.env.REGIE_LONG);

/** The path of each page that was looked at, by its name. */
const looked = new Map();

/**
 * Once with JavaScript, in one look or more. Axe, the slow part, judges every page on a telephone, light and in Dutch, and
 * most once more, dark and on a desk; at length the most used pages at every width in every look.
 */
for (const page of pages) {
  const looks = languages.flatMap((language) => themes.map((theme) => ({ language, theme })));
  const few = page.narrow ? [looks[0]] : [looks[0], looks.at(-1)];
  for (const { language, theme } of page.most || long ? looks : few) {
    test(`${page.name}: ${language}, ${theme}`, async () => {
      const seen = await open(browser, demo, page, { theme, language });
      looked.set(page.name, new URL(seen.url()).pathname);
      const at = page.narrow && !long ? [390] : widths;
      const first = theme === "light" && language === "nl";
      const axe = long ? (page.most ? widths : [390, 1440]) : [first || page.narrow ? 390 : 1440];
      const shotAt = long ? at : axe;
      await checkPage(seen, { at, axe, language, shot: [page.name, language === "nl" ? theme : `${theme}-en`], shotAt });
      await seen.context().close();
    });
  }
  if (page.plain) {
    test(`${page.name}: without JavaScript`, async () => {
      const seen = await open(browser, demo, page, { js: false, width: 390 });
      assert.equal(await seen.locator("h1").count(), 1);
      // A button that opens a popover is the browser's own work.
      const dead = await seen.locator("button:visible:not([type=submit], [popovertarget])").allTextContents();
      assert.deepEqual(dead, [], "buttons that do nothing without JavaScript");
      assert.deepEqual(seen.troubles, []);
      await seen.context().close();
    });
  }
}

test("every page that there is has been looked at", async (t) => {
  if (looked.size < pages.length) return t.skip("not every page was looked at in this run");
  const table = await readFile(new URL("../../docs/routes.md", import.meta.url), "utf8");
  const routes = [...table.matchAll(/^\| `GET (\S+)`/gm)].map((row) => row[1]);
  assert.ok(routes.length > 50, "docs/routes.md is not as it was");
  const matches = (route) => new RegExp(`^${route.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]*\}/g, "[^/]+")}$`);
  // What stands below /api/v1/ is data for programs; its reference is a page like any other.
  const unseen = routes.filter((route) => !route.startsWith("/api/v1/") && !(route in noPages) && ![...looked.values()].some((path) => matches(route).test(path)));
  assert.deepEqual(unseen, [], "a page without a line in e2e/pages.mjs");
  assert.deepEqual(Object.keys(noPages).filter((route) => !routes.includes(route)), [], "no such route any more");
});

test("the policy forbids what it must", async () => {
  const answer = await fetch(new URL(pages.find((page) => page.path && !page.as)?.path ?? "/", demo.url), { redirect: "follow" });
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'|default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe-/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(policy, /base-uri 'none'|base-uri 'self'/);
  assert.match(policy, /form-action/);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  assert.ok(answer.headers.get("referrer-policy"), "no Referrer-Policy");
});
