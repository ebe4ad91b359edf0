// From a line of pages.mjs to a page in the browser.
import assert from "node:assert/strict";
import { settled, visit } from "./harness.mjs";

/** Opens `page` as the visitor that it names; `settings` are those of `visit`. */
export async function open(browser, demo, page, settings = {}) {
  const session = page.as ? await signedIn(browser, demo, page.as) : undefined;
  const seen = await visit(browser, demo.url, { ...settings, session });
  if (page.path) await follow(seen, new URL(page.path, demo.url).href);
  if (page.link) await follow(seen, link(demo, page.link));
  if (page.find) {
    // Read and followed, not clicked: the page must stand at its own address too.
    const href = await seen.locator(page.find).first().getAttribute("href");
    assert.ok(href, `${page.name}: nothing at ${page.find}`);
    await follow(seen, new URL(href, seen.url()).href);
  }
  return seen;
}

/** The cookies of one who followed a sign-in link; each link is followed once per demonstration. */
async function signedIn(browser, demo, label) {
  demo.sessions ??= new Map();
  if (!demo.sessions.has(label)) {
    const seen = await visit(browser, demo.url);
    await follow(seen, link(demo, label));
    // A link that asks "is it you?" before it signs in (so that a mail scanner does not use it up).
    const confirm = seen.locator("main form[method=post] button[type=submit]");
    if (seen.url() === link(demo, label) && (await confirm.count()) > 0) {
      await confirm.first().click();
      await settled(seen);
    }
    demo.sessions.set(label, await seen.context().storageState());
    await seen.context().close();
  }
  return demo.sessions.get(label);
}

function link(demo, label) {
  const address = demo.links.get(label.toLowerCase());
  assert.ok(address, `regie demo printed no "${label}"; it printed: ${[...demo.links.keys()].join(", ")}`);
  // A link may name the public address; the tests are on this machine.
  const { pathname, search, hash } = new URL(address);
  return new URL(pathname + search + hash, demo.url).href;
}

async function follow(seen, address) {
  const answer = await seen.goto(address);
  assert.ok(answer === null || answer.status() < 400, `${answer?.status()} at ${address}`);
  await settled(seen);
}
