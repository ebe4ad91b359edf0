// What staff and customer pages share.

/** Changes the theme at once and remembers it; without this the same form comes back with a new page. */
export function switchThemes() {
  for (const form of document.querySelectorAll("[data-theme-switch]")) {
    form.addEventListener("submit", async (event) => {
      const button = event.submitter;
      if (!button?.value) return;
      event.preventDefault();
      document.documentElement.dataset.theme = button.value;
      for (const other of document.querySelectorAll("[data-theme-switch] button")) {
        other.setAttribute("aria-pressed", String(other.value === button.value));
      }
      const body = new URLSearchParams(new FormData(form, button));
      try {
        await fetch(form.action, { method: "POST", body, redirect: "manual" });
      } catch {
        // The page looks right already; the choice is asked again next time.
      }
    });
  }
}

/** Brings the summary of errors to the reader. */
export function focusErrors() {
  document.querySelector("[data-errors]")?.focus();
}

/** A second press while the first is under way would only wait for the same answer. */
export function guardDoublePosts() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
  // Back brings the page as it was left, with the form that was sent.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}
