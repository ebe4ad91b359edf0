// Every page in both themes and languages, at every width; and what must stand without JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPage, languages, settled, themes } from "../harness.mjs";
import { open } from "../open.mjs";
import { pages } from "../pages.mjs";
import { browser, demo } from "../stage.mjs";

const long = Boolean(process.env.REGIE_LONG);

/** Once with JavaScript; axe, the slow part, on a telephone and a desk in Dutch, in English on one of them. */
for (const page of pages) {
  const looks = languages.flatMap((language) => themes.map((theme) => ({ language, theme })));
  for (const { language, theme } of page.most || (long && !page.narrow) ? looks : [looks[0], looks.at(-1)]) {
    test(`${page.name}: ${language}, ${theme}`, async () => {
      const seen = await open(browser, demo, page, { theme, language });
      const axe = long || language === "nl" ? [390, 1440] : [theme === "dark" ? 390 : 1440];
      await checkPage(seen, page.narrow && !long ? { at: [390], axe: [390], language } : { axe, language });
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

test("a page weighs under 60 kB and asks for at most 8 files", async () => {
  // A page that answers a form would be sent once more.
  for (const page of pages.filter((page) => !page.walk)) {
    const seen = await open(browser, demo, page);
    const asked = [];
    seen.on("request", (request) => {
      // The live stream stays open; it is not a part of the page. The demonstration's clock is in no installation.
      // Who is there is said once the page stands.
      const besides = request.resourceType() === "eventsource" || /\/js\/demo\.js|\/presence$/.test(request.url());
      if (!besides) asked.push(request.url());
    });
    const answer = await seen.reload();
    await settled(seen);
    const weight = (await answer.body()).length;
    assert.ok(asked.length <= 8, `${page.name} asks for ${asked.length}: ${asked.join(" ")}`);
    assert.ok(weight <= 60_000, `${page.name} is ${weight} bytes of HTML`);
    await seen.context().close();
  }
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
