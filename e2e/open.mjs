// From a line of pages.mjs to a page in the browser.
import assert from "node:assert/strict";
import { setUp } from "./deeds.mjs";
import { settled, visit } from "./harness.mjs";
import { freePort, start, startDemo, startEmpty } from "./server.mjs";

/** What a page may stand in beside the demonstration: each is started when the first of its pages is asked for. */
const places = {
  empty: () => startEmpty(),
  "no-signal": () => startDemo("--story", "no-signal"),
  reimbursement: () => startDemo("--story", "reimbursement"),
  "double-billing": () => startDemo("--story", "double-billing"),
  "damaged-lease-car": () => startDemo("--story", "damaged-lease-car"),
  practice: (browser) => furnish(startWithPractice(), (house) => practiceRoom(browser, house)),
  young: (browser) => furnish(startEmpty(), (house) => young(browser, house)),
};

/** Makes a program that was started ready for its pages; one that cannot be is ended. */
async function furnish(started, make) {
  const house = await started;
  try {
    return await make(house);
  } catch (error) {
    await house.stop();
    throw error;
  }
}

async function young(browser, house) {
  const seen = await visit(browser, house.url);
  await follow(seen, house.links.get("first run"));
  await setUp(3)(seen);
  await seen.click("main form button[value=later]");
  await seen.waitForLoadState("load");
  const sessions = new Map([["administrator", await seen.context().storageState()]]);
  await seen.context().close();
  return { ...house, sessions };
}

async function startWithPractice() {
  const port = await freePort();
  const house = await start((main, data) => [
    ...["serve", "--listen", `127.0.0.1:${main}`, "--data", data, "--practice-listen", `127.0.0.1:${port}`],
  ]);
  return { ...house, practice: `http://localhost:${port}` };
}

/** A practice room, filled by the administrator of the installation beside it, who is signed in there too. */
async function practiceRoom(browser, house) {
  const seen = await visit(browser, house.url);
  await follow(seen, house.output.map((line) => line.trim()).find((line) => line.includes("/first-run?")));
  await setUp(3)(seen);
  await seen.fill("[name=mailbox-address]", "vragen@example.org");
  await seen.check("[name=mailbox-in-way][value=smtp]");
  await seen.check("[name=mailbox-out-way][value=program]");
  await seen.click("main form .btn.primary");
  await seen.waitForLoadState("load");
  await follow(seen, `${house.url}/settings/practice`);
  await seen.click("form#fill button[type=submit]");
  await seen.waitForLoadState("load");
  await seen.context().close();
  const room = { ...house, url: house.practice };
  const inside = await visit(browser, room.url);
  await follow(inside, `${room.url}/sign-in`);
  await inside.fill("[name=email]", "bea@example.org");
  await inside.fill("[name=password]", "vier losse natte laarzen");
  await inside.click("main form .btn.primary");
  await inside.waitForLoadState("load");
  await follow(inside, `${room.url}/practice`);
  await inside.click('form[action$="/late-reimbursement"] button');
  // The mail is read and its receipt written by the program in its own time.
  for (let look = 0; look < 100; look++) {
    await follow(inside, `${room.url}/practice/mail`);
    if ((await inside.locator("main a.title").count()) > 0) break;
    await inside.waitForTimeout(100);
  }
  room.sessions = new Map([["administrator", await inside.context().storageState()]]);
  await inside.context().close();
  return room;
}

/** Opens `page` as the visitor that it names; `settings` are those of `visit`. */
export async function open(browser, demo, page, settings = {}) {
  const place = page.on ? await beside(browser, demo, page.on) : demo;
  if (page.first) await once(browser, place, page.first);
  const session = page.as ? await signedIn(browser, place, page.as) : undefined;
  // What a person chose once goes before what the browser says; here the browser's language is what is asked for.
  const cookies = session?.cookies.filter((cookie) => !/lang/i.test(cookie.name));
  const seen = await visit(browser, place.url, { ...settings, session: session && { ...session, cookies } });
  if (page.path) await follow(seen, new URL(page.path, place.url).href, page.status);
  if (page.link) await follow(seen, link(place, page.link));
  if (page.mail) await follow(seen, await mailed(browser, place, page.mail));
  for (const selector of [page.find ?? []].flat()) {
    // Read and followed, not clicked: the page must stand at its own address too.
    const href = await seen.locator(selector).first().getAttribute("href");
    assert.ok(href, `${page.name}: nothing at ${selector}`);
    await follow(seen, new URL(href, seen.url()).href);
  }
  if (page.walk) {
    await page.walk(seen, place);
    await settled(seen);
  }
  // A browser calls every answer that is no success an error; this one was asked for.
  if (page.status) seen.troubles = seen.troubles.filter((trouble) => !trouble.includes(`status of ${page.status}`));
  return seen;
}

/** Does what must be so before a page, once per program. */
async function once(browser, place, deed) {
  place.done ??= new Map();
  if (!place.done.has(deed)) place.done.set(deed, deed((page) => open(browser, place, page), place));
  await place.done.get(deed);
}

/** Another program, started once per demonstration; it ends with it. */
async function beside(browser, demo, name) {
  demo.places ??= new Map();
  if (!demo.places.has(name)) {
    const started = places[name](browser);
    demo.places.set(name, started);
    const stop = demo.stop;
    demo.stop = () => Promise.all([stop(), started.then((place) => place.stop(), () => {})]);
  }
  return demo.places.get(name);
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

/** An address in the newest mail that holds it: `mail` is a part of the address. */
async function mailed(browser, place, mail) {
  const seen = await visit(browser, place.url);
  const links = seen.locator(`details.mail a[href*="${mail}"]`);
  // What was planned leaves a moment after the page that planned it.
  for (let look = 0; look === 0 || (look < 20 && (await links.count()) === 0); look += 1) {
    await follow(seen, `${place.url}/demo/outbox`);
    await seen.waitForTimeout(look * 50);
  }
  const found = await links.first().getAttribute("href");
  await seen.context().close();
  return new URL(new URL(found).pathname, place.url).href;
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
