// A browser, its pages, and what must be true of every page that Regie shows.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { mkdir, readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { judgeHtml } from "./html.mjs";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const themes = ["light", "dark"];
export const languages = ["nl", "en"];
export const widths = [320, 390, 1440];
/** Where pictures of pages are kept, to look at. */
export const shots = join(dirname(fileURLToPath(import.meta.url)), "shots");
/** What a page may weigh and ask for. */
const [MOST_BYTES, MOST_REQUESTS] = [60_000, 8];

/** The Chromium of the system; the test tool's own download is never used. */
export function chromiumPath() {
  const named = process.env.REGIE_CHROMIUM;
  if (named) return named;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"];
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found) return found;
  }
  throw new Error("no Chromium: apt-get install chromium, or set REGIE_CHROMIUM");
}

/** A browser with an empty profile of its own, that asks the network for nothing by itself. */
export function openBrowser() {
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
}

/**
 * A visitor with cookies of their own: theme and language as the browser of a person would say them.
 * `session`: cookies kept from an earlier visit (`context.storageState()`). `page.troubles` gathers what the browser
 * complains of: script errors, policy violations, requests to another host, answers of 500 and up, a focus that was lost;
 * `page.asked` the requests of the page that stands, `page.answer` the answer that it came with.
 */
export async function visit(browser, origin, { theme = "light", language = "nl", width = 1440, js = true, session } = {}) {
  const context = await browser.newContext({
    colorScheme: theme,
    javaScriptEnabled: js,
    locale: language === "nl" ? "nl-NL" : "en-GB",
    reducedMotion: "reduce",
    storageState: session,
    timezoneId: "Europe/Amsterdam",
    viewport: { width, height: 900 },
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  if (js) await page.addInitScript(watchFromWithin);
  page.troubles = watch(page, origin);
  const leads = (request) => request.isNavigationRequest() && request.frame() === page.mainFrame();
  page.on("request", (request) => {
    if (leads(request)) page.asked = [];
    if (!isBesides(request)) page.asked?.push(request.url());
  });
  page.on("response", (response) => {
    if (leads(response.request())) page.answer = response;
  });
  return page;
}

/**
 * What is no part of the page: the live stream stays open, who is there is said once the page stands, the menu of actions
 * comes when it is asked for, and the demonstration's clock is in no installation.
 */
function isBesides(request) {
  return request.resourceType() === "eventsource" || /\/presence$|\/js\/(demo|commands)\.js$/.test(new URL(request.url()).pathname);
}

/** Runs in the page before its own scripts: what a browser does not say by itself, it says as an error. */
function watchFromWithin() {
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy: ${event.effectiveDirective} forbids ${event.blockedURI || event.sourceFile}`);
  });
  let last = null;
  document.addEventListener("focusin", (event) => { last = event.target; });
  document.addEventListener("focusout", ({ target }) => {
    // Somebody went away from it by themselves.
    setTimeout(() => { if (last === target && target.isConnected) last = null; });
  });
  new MutationObserver(() => {
    if (!last || last.isConnected) return;
    const lost = last;
    last = null;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const now = document.activeElement;
      if (!now || now === document.body) console.error(`the focus is lost: ${lost.outerHTML.slice(0, 80)} went away`);
    }));
  }).observe(document, { childList: true, subtree: true });
}

/** Waits until the page stands: loaded, fonts there, nothing of htmx under way. A live stream may stay open. */
export async function settled(page) {
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling"));
}

function watch(page, origin) {
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || /Content.Security.Policy/i.test(message.text())) {
      troubles.push(`console: ${message.text().slice(0, 200)}`);
    }
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== origin) troubles.push(`request to another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} from ${response.url()}`);
  });
  return troubles;
}

/**
 * Every rule that holds for any page, at each width; throws one error with all findings.
 * `axe`: the widths at which axe runs (it is the slow part). `language`: what `lang` must say. `shot`: keeps pictures at
 * the widths `shotAt`, named by these: the page and the look.
 */
export async function checkPage(page, { at = widths, axe = [390], language, shot, shotAt = at } = {}) {
  const findings = [];
  findings.push(...(await page.evaluate(inspectOnce, language ?? null)));
  const source = await page.answer.body();
  findings.push(...(await judgeHtml(source.toString("utf8"))));
  if (source.length > MOST_BYTES) findings.push(`${source.length} bytes of HTML`);
  if (page.asked.length > MOST_REQUESTS) findings.push(`asks for ${page.asked.length}: ${page.asked.join(" ")}`);
  for (const width of at) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    for (const finding of await page.evaluate(inspectLayout)) findings.push(`${width} px: ${finding}`);
    if (axe.includes(width)) {
      for (const finding of await runAxe(page)) findings.push(`${width} px: ${finding}`);
    }
    if (shot && shotAt.includes(width)) await picture(page, `${shot[0]}-${width}-${shot[1]}`);
  }
  findings.push(...page.troubles.splice(0));
  assert.equal(findings.length, 0, `${page.url()}\n  ${[...new Set(findings)].join("\n  ")}`);
}

/** Keeps a picture of the whole page in `shots`; tells where. */
export async function picture(page, name) {
  await mkdir(shots, { recursive: true });
  const path = join(shots, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

/** axe-core with the criteria of WCAG 2.2 AA and its best practices. Contrast that it can't judge counts as failed. */
export async function runAxe(page) {
  // Evaluated by the debugger, so that the page's own content security policy stays in force.
  await page.evaluate(axeSource);
  const result = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations", "incomplete"] }),
    axeTags,
  );
  const unsure = result.incomplete.filter((rule) => rule.id === "color-contrast");
  return [...result.violations, ...unsure].flatMap((rule) =>
    rule.nodes.slice(0, 5).map((node) => {
      const why = [...node.any, ...node.all, ...node.none].map((check) => check.message)[0] ?? "";
      return `axe ${rule.id}: ${node.target.join(" ")} (${rule.help}) ${why}`;
    }),
  );
}

/** Runs in the page: what does not depend on its width. */
function inspectOnce(language) {
  const findings = [];
  const said = document.documentElement.lang;
  if (!said) findings.push("the page does not say its language");
  else if (language && !said.startsWith(language)) findings.push(`the page is in ${said}, asked for ${language}`);
  if (document.title.trim() === "") findings.push("no title");
  if (document.querySelectorAll("h1").length !== 1) findings.push(`${document.querySelectorAll("h1").length} h1`);
  for (const button of document.querySelectorAll("button:not([type])")) {
    findings.push(`a button without type: ${button.textContent.trim().slice(0, 40)}`);
  }
  for (const form of document.querySelectorAll("form")) {
    const sends = [...form.elements].some((field) => ["submit", "image"].includes(field.type));
    if (!sends && !document.querySelector(`[form="${form.id}"][type=submit]`)) {
      findings.push(`a form without a button to send it: ${form.getAttribute("action") ?? form.id}`);
    }
  }
  // A text whose key was not found is shown as the key, a value that went missing as an empty pair of marks.
  const text = document.body.innerText;
  // Words that a text may use stand in code and in hints.
  const quoted = [...document.querySelectorAll("code, .hint")].map((element) => element.textContent);
  const marks = text.match(/\{\s*\$?[a-z][\w-]*\s*\}|\b(?:undefined|NaN)\b|\[object Object\]/g) ?? [];
  const holes = marks.filter((mark) => !quoted.some((code) => code.includes(mark)));
  if (holes.length > 0) findings.push(`unfilled text: ${holes.slice(0, 3).join(", ")}`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) findings.push(`id used twice: ${twice}`);
  return findings;
}

/** Runs in the page: nothing runs off it, nothing is cut off, nothing is too small to hit. */
export function inspectLayout() {
  const findings = [];
  const name = (element) => {
    const classes = typeof element.className === "string" ? element.className.trim().split(/\s+/).slice(0, 2) : [];
    return [element.tagName.toLowerCase(), ...classes].filter(Boolean).join(".") + (element.id ? `#${element.id}` : "");
  };
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) {
    findings.push(`runs ${document.documentElement.scrollWidth - room} px off the side`);
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > room + 1)
      .slice(0, 3);
    for (const element of wide) findings.push(`  too wide: ${name(element)}`);
  }
  // A link within a line of text is as high as the line; the size of what stands by itself is ours.
  for (const target of document.body.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option], [tabindex='0']")) {
    if (!target.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || getComputedStyle(target).clipPath !== "none") continue;
    if (target.tagName === "A" && getComputedStyle(target).display === "inline") continue;
    // Stretched over its whole row.
    if (getComputedStyle(target, "::after").position === "absolute") continue;
    const boxes = [target, ...(target.labels ?? [])].map((element) => element.getBoundingClientRect());
    const [wide, high] = [Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
    if (Math.min(wide, high) < 23.5) findings.push(`too small to hit, ${Math.round(wide)} by ${Math.round(high)}: ${name(target)} "${target.textContent.trim().slice(0, 40)}"`);
  }
  const cuts = (value) => value === "hidden" || value === "clip";
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    if (element instanceof SVGElement || ["TEXTAREA", "SELECT", "IFRAME"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    // Kept for screen readers only: meant to be out of sight.
    if (element.clientWidth <= 1 || element.clientHeight <= 1 || style.clipPath !== "none") continue;
    if (element.textContent.trim() === "" && element.tagName !== "INPUT") continue;
    // What somebody typed scrolls in its field; what the page says there itself must fit.
    if (element.tagName === "INPUT" && element.value !== "") continue;
    const shortened = style.textOverflow === "ellipsis" && element.closest("a, summary");
    if (cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && !shortened) {
      findings.push(`text cut off at the side: ${name(element)} "${element.textContent.trim().slice(0, 40)}"`);
    }
    if (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 2 && style.webkitLineClamp === "none") {
      findings.push(`text cut off below: ${name(element)} "${element.textContent.trim().slice(0, 40)}"`);
    }
    if (["BUTTON", "A"].includes(element.tagName) && style.whiteSpace === "nowrap") {
      if (element.scrollWidth > element.clientWidth + 1 && style.overflowX === "visible" && style.display !== "inline") {
        findings.push(`label wider than its button: ${name(element)} "${element.textContent.trim().slice(0, 40)}"`);
      }
    }
  }
  return findings.slice(0, 20);
}
