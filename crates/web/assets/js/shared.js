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

/** What cannot be sent now is held back, with a sentence at its form; what was filled in stays. Comes before what counts presses. */
export function holdOffline() {
  const words = document.body.dataset.held;
  if (!words) return;
  const away = () => !navigator.onLine || document.getElementById("live-bar")?.hidden === false;
  const hold = (form) => {
    form.querySelector("[data-held-said]")?.remove();
    const said = Object.assign(document.createElement("p"), { className: "banner warn", role: "alert", textContent: words });
    said.dataset.heldSaid = "";
    (form.querySelector(".buttons") ?? form.lastElementChild).before(said);
    form.dispatchEvent(new Event("regie:held"));
  };
  let goes = null;
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || goes === form || !away()) return;
    event.preventDefault();
    event.stopPropagation();
    // A line that was lost may be back before the page knows.
    const there = navigator.onLine && await fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => true, () => false);
    if (!there) return hold(form);
    goes = form;
    form.requestSubmit(submitter?.form === form ? submitter : null);
    goes = null;
  }, true);
  addEventListener("online", () => document.querySelectorAll("[data-held-said]").forEach((said) => said.remove()));
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
