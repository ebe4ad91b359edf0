// The checks of every page see what they are for: each finds one fault that was planted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hands, judgeFocus } from "../hands.mjs";
import { checkPage } from "../harness.mjs";
import { open } from "../open.mjs";
import { browser, demo } from "../stage.mjs";

const work = { name: "work", path: "/work", as: "agent" };

/** Runs in the page: an element with a style, at the end of what it is about. */
const add = ([tag, words, style]) => {
  const element = document.createElement(tag);
  element.textContent = words;
  Object.assign(element.style, style);
  document.querySelector("main").append(element);
};

/** Opens a page with the fault that `plant(page)` puts there; `before(page)` is done before it is asked for. */
function finds(name, words, { plant, before, axe = [] }) {
  test(`found: ${name}`, async () => {
    const page = await open(browser, demo, work, { width: 390 });
    if (before) {
      await before(page);
      await page.reload();
    }
    await plant?.(page);
    // What the browser tells comes a moment later.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    await assert.rejects(checkPage(page, { at: [390], axe }), (error) => {
      assert.match(error.message, words);
      // Only the planted one: nothing here finds fault with everything.
      assert.ok(error.message.split("\n").filter((line) => line.startsWith("  ")).length <= 3, error.message);
      return true;
    });
    await page.context().close();
  });
}

const planted = (...element) => ({ plant: (page) => page.evaluate(add, element) });
const sent = (change) => ({
  before: (page) =>
    page.route("**/work", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: change(await answer.text()) });
    }),
});

finds("what runs off the side", /390 px: runs \d+ px off the side/, planted("div", "breed", { width: "2000px" }));
finds("text cut off at the side", /text cut off at the side: p/, planted("p", "Dit past hier niet in", { width: "60px", overflow: "hidden", whiteSpace: "nowrap" }));
finds("text cut off below", /text cut off below: p/, planted("p", "Dit past hier niet in, ook niet op twee regels", { width: "60px", height: "20px", overflow: "hidden" }));
finds("a target that is too small", /too small to hit, 12 by 12: button/, {
  plant: (page) => page.evaluate(() => {
    const button = Object.assign(document.createElement("button"), { type: "button", ariaLabel: "Klein" });
    Object.assign(button.style, { width: "12px", height: "12px", minWidth: "0", minHeight: "0", padding: "0", border: "0" });
    document.querySelector("main").append(button);
  }),
});
finds("too little contrast", /axe color-contrast: main > p|axe color-contrast/, { ...planted("p", "grijs op wit", { color: "#aaa", background: "#fff" }), axe: [390] });
finds("contrast that cannot be judged", /axe color-contrast/, { ...planted("p", "op een verloop", { color: "#777", backgroundImage: "linear-gradient(#fff, #000)" }), axe: [390] });
finds("a picture without words", /axe image-alt/, { plant: (page) => page.evaluate(() => document.querySelector("main").append(new Image(20, 20))), axe: [390] });
finds("markup that is not valid", /html element-permitted-content/, sent((html) => html.replace("</main>", "<ul><p>los</p></ul></main>")));
finds("a text whose value went missing", /unfilled text: \{ \$number \}/, planted("p", "Nog { $number } te gaan", {}));
finds("an id that stands twice", /id used twice: main/, {
  plant: (page) => page.evaluate(() => document.querySelector("main").append(Object.assign(document.createElement("p"), { id: "main", textContent: "nog een" }))),
});
finds("a page that is too heavy", /\d+ bytes of HTML/, sent((html) => html.replace("</main>", `<p hidden>${"zwaar ".repeat(10_000)}</p></main>`)));
finds("a page that asks for too much", /asks for \d+:/, {
  plant: (page) => page.evaluate(() => Promise.all([1, 2, 3].map((number) => fetch(`/healthz?${number}`)))),
});
finds("a request that leaves the origin", /request to another host: http:\/\/localhost:9\/|policy: connect-src forbids/, {
  plant: (page) => page.evaluate(() => fetch("http://localhost:9/").catch(() => {})),
});
finds("a script that the policy forbids", /policy: script-src(-elem)? forbids inline/, {
  plant: (page) => page.evaluate(() => document.body.append(Object.assign(document.createElement("script"), { textContent: "1" }))),
});
finds("a script that breaks", /script error: planted/, { plant: (page) => page.evaluate(() => { setTimeout(() => { throw new Error("planted"); }); }) });
finds("an error in the console", /console: planted/, { plant: (page) => page.evaluate(() => console.error("planted")) });
finds("a focus that is lost when a part is replaced", /the focus is lost: <a/, {
  plant: (page) => page.evaluate(() => {
    document.querySelector("#list a").focus();
    const list = document.querySelector("#list");
    list.replaceWith(Object.assign(list.cloneNode(false), { textContent: "leeg" }));
  }),
});

test("found: a focus that nobody sees", async () => {
  const page = await open(browser, demo, work);
  const keyboard = hands.keyboard(page);
  await keyboard.reach("#list a.title");
  assert.equal(await page.evaluate(judgeFocus), null);
  const veil = () => page.evaluate(add, ["div", "", { position: "fixed", inset: "0", background: "#fff", zIndex: "99" }]);
  await veil();
  assert.match(await page.evaluate(judgeFocus), /out of sight or covered/);
  await page.evaluate(() => document.querySelector("main > div:last-child").remove());
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { outline: none !important; }");
    document.adoptedStyleSheets = [sheet];
  });
  assert.match(await page.evaluate(judgeFocus), /no visible focus on a/);
  await page.context().close();
});
