// Staff pages: single-key shortcuts (off when the profile says so), the theme switch, care for what is typed.
// Everything here is a convenience: each page works without it.
import { switchThemes, focusErrors, guardDoublePosts } from "./shared.js";
import { goLive } from "./live.js";
import { keepDrafts, showPresence, countDown } from "./writing.js";

document.documentElement.dataset.live = "";
switchThemes();
focusErrors();
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

/** Moves the focus along the rows of a list. */
function step(by, event) {
  const rows = [...document.querySelectorAll(".rows .title")];
  if (rows.length === 0) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
}
