// A customer fills in an account number: a wrong one is told in plain words and nothing typed is lost, a right one is taken.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled, visit } from "../harness.mjs";
import { open } from "../open.mjs";
import { pages } from "../pages.mjs";
import { browser, demo } from "../stage.mjs";

// Invented: the bank does not exist, the check digits of the first do not fit.
const wrong = "NL14 TEST 0123 4567 89";
const right = "NL13 TEST 0123 4567 89";
const words = "Dit is mijn rekening, graag binnen een week.";

/** A colleague asks for the account number; the customer follows the link in the mail. */
async function asked(settings) {
  const form = await open(browser, demo, pages.find((page) => page.name === "question"));
  await form.fill("main form textarea", "Wat is uw rekeningnummer? Dan betalen wij u terug.");
  await form.check("main form [name=wants][value=iban]");
  // Asked before: it says that this is all.
  const last = form.locator("main form [name=last]").first();
  if ((await last.count()) > 0) await last.check();
  await form.click("main form .btn.primary");
  await settled(form);
  await form.context().close();
  const post = await open(browser, demo, { name: "outbox", path: "/demo/outbox" });
  const link = await post.locator("main details[open] a[href*='/s/']").first().getAttribute("href");
  await post.context().close();
  const page = await visit(browser, demo.url, settings);
  await page.goto(new URL(new URL(link).pathname, demo.url).href);
  return page;
}

const field = (page) => page.locator("#answer [name^=item-]").first();
const send = async (page) => {
  await page.click("#answer .btn.primary");
  await page.waitForLoadState("load");
};

/** Sent with a fault, it comes back with the fault in words and all that was typed; mended, it is taken. */
async function mended(page) {
  await page.fill("#answer textarea", words);
  await field(page).fill(wrong);
  await send(page);
  assert.match(await page.innerText("#answer .errors"), /IBAN klopt niet/);
  assert.match(await page.innerText("#answer .field.wrong .error"), /Dit IBAN klopt niet\. Vergelijk het met uw bankpas/);
  assert.equal(await field(page).getAttribute("aria-invalid"), "true");
  assert.equal(await field(page).inputValue(), wrong);
  assert.equal((await page.inputValue("#answer textarea")).trim(), words);
  await field(page).fill(right);
  await send(page);
  assert.equal(await page.locator("#answer").count(), 0, "the question is answered");
  const own = await page.locator(".talk li.you").first().innerText();
  assert.ok(own.includes(words), own);
  assert.match(own, /67\s?89/);
  assert.doesNotMatch(own, /0123/, "the number is not shown whole");
  // The browser calls a form that comes back an error; anything else is one.
  assert.deepEqual(page.troubles.filter((trouble) => !trouble.includes("status of 422")), []);
  await page.context().close();
}

test("with JavaScript the number is judged while it is typed", async () => {
  const page = await asked({ width: 390 });
  const said = page.locator("#answer [data-check=iban] + [role=status]");
  await said.waitFor({ state: "attached" });
  await field(page).fill(wrong.slice(0, 12));
  assert.equal(await said.innerText(), "", "half a number is no fault");
  await field(page).fill(wrong);
  assert.match(await said.innerText(), /Dit IBAN klopt niet/);
  await field(page).fill(right);
  assert.match(await said.innerText(), /^Dit IBAN klopt\.$/);
  await mended(page);
});

test("without JavaScript the page that comes back says it", async () => {
  await mended(await asked({ width: 390, js: false }));
});
