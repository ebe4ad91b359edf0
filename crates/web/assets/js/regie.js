// Staff pages: single-key shortcuts (off when the profile says so), the theme switch, care for what is typed.
// Everything here is a convenience: each page works without it.
import { switchThemes, focusErrors, guardDoublePosts } from "./shared.js";

document.documentElement.dataset.live = "";
switchThemes();
focusErrors();
guardDoublePosts();

const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

// Ctrl/Cmd + Enter sends the form one is typing in; this is no single key, so it is always on.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
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
