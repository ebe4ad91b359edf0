// Staff pages: single-key shortcuts (off when the profile says so), the theme switch, care for what is typed.
// Everything here is a convenience: each page works without it.
import { switchThemes, focusErrors, guardDoublePosts, holdOffline } from "./shared.js";
import { goLive } from "./live.js";
import { keepDrafts, showPresence, countDown } from "./writing.js";

document.documentElement.dataset.live = "";
switchThemes();
focusErrors();
holdOffline();
guardDoublePosts();
goLive();
keepDrafts();
showPresence();
countDown();

// A letter is printed by a button, where there is a script to press it with.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  document.querySelector("[data-print-hint]")?.remove();
}

const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

// Ctrl/Cmd + Enter sends the form one is typing in; this is no single key, so it is always on.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// Ctrl/Cmd + K opens the list of all that can be done here; it is fetched when it is first asked for.
const commands = () => import("./commands.js").then((menu) => menu.toggleCommands());
for (const button of document.querySelectorAll("[data-commands]")) {
  button.hidden = false;
  button.addEventListener("click", commands);
}
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    commands();
  }
});

if (document.body.hasAttribute("data-shortcuts")) {
  let afterG = false;
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key;
    if (afterG) {
      afterG = false;
      const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (key === "g") {
      afterG = true;
      setTimeout(() => { afterG = false; }, 1500);
    } else if (key === "?") {
      document.getElementById("keys")?.togglePopover();
    } else if (key === "j" || key === "k") {
      step(key === "j" ? 1 : -1, event);
    } else {
      const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!target) return;
      event.preventDefault();
      if (target.matches("input, textarea")) target.focus();
      else target.click();
    }
  });
}

// The list of keys names those that this page has, by the words of what they press; a key means one thing on a page.
document.getElementById("keys")?.addEventListener("beforetoggle", ({ currentTarget: list }) => {
  const here = list.querySelector("[data-keys-here]");
  const lines = new Map();
  for (const action of document.querySelectorAll("[data-key]")) {
    const { key } = action.dataset;
    if (lines.has(key) || ["/", "u"].includes(key)) continue;
    const [line, term, means] = ["div", "dt", "dd"].map((name) => document.createElement(name));
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    const words = action.cloneNode(true);
    for (const part of words.querySelectorAll("kbd, .count, svg")) part.remove();
    means.textContent = words.textContent.replace(/\s+/g, " ").trim();
    line.append(term, means);
    lines.set(key, line);
  }
  here.querySelector("dl").replaceChildren(...lines.values());
  here.hidden = lines.size === 0;
});

/** Moves the focus along the rows of a list; the list of the first day stands above the work and does not count. */
function step(by, event) {
  const all = [...document.querySelectorAll(".rows .title")];
  const work = all.filter((title) => !title.closest("#first-day"));
  const rows = work.length > 0 ? work : all;
  if (rows.length === 0) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
}
