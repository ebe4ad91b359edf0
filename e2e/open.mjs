// From a line of pages.mjs to a page in the browser.
import assert from "node:assert/strict";
import { settled, visit } from "./harness.mjs";
import { startEmpty } from "./server.mjs";

/** Opens `page` as the visitor that it names; `settings` are those of `visit`. */
export async function open(browser, demo, page, settings = {}) {
  if (page.first) await once(browser, demo, page.first);
  const place = page.empty ? await beside(demo) : demo;
  const session = page.as ? await signedIn(browser, demo, page.as) : undefined;
  const seen = await visit(browser, place.url, { ...settings, session });
  if (page.path) await follow(seen, new URL(page.path, place.url).href, page.status);
  if (page.link) await follow(seen, link(place, page.link));
  for (const selector of [page.find ?? []].flat()) {
    // Read and followed, not clicked: the page must stand at its own address too.
    const href = await seen.locator(selector).first().getAttribute("href");
    assert.ok(href, `${page.name}: nothing at ${selector}`);
    await follow(seen, new URL(href, seen.url()).href);
  }
  if (page.walk) {
    await page.walk(seen);
    await settled(seen);
  }
  // A browser calls every answer that is no success an error; this one was asked for.
  if (page.status) seen.troubles = seen.troubles.filter((trouble) => !trouble.includes(`status of ${page.status}`));
  return seen;
}

/** Does what must be so before a page, once per demonstration. */
async function once(browser, demo, deed) {
  demo.done ??= new Map();
  if (!demo.done.has(deed)) demo.done.set(deed, deed((page) => open(browser, demo, page)));
  await demo.done.get(deed);
}

/** A program that nobody has set up yet; it ends with the demonstration. */
async function beside(demo) {
  if (!demo.empty) {
    demo.empty = await startEmpty();
    const stop = demo.stop;
    demo.stop = () => Promise.all([stop(), demo.empty.stop()]);
  }
  return demo.empty;
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

async function follow(seen, address, status) {
  const answer = await seen.goto(address);
  if (status) assert.equal(answer?.status(), status, address);
  else assert.ok(answer === null || answer.status() < 400, `${answer?.status()} at ${address}`);
  await settled(seen);
}
