// Care for what is being written on the page of a journey: it is kept while one types, colleagues see that somebody writes,
// and what was sent can be taken back for some seconds. Without this, the buttons beside it do the same.

/** How long nobody types before it is kept. */
const PAUSE = 1_200;
/** How long somebody types before it is kept all the same. */
const LONGEST = 8_000;
/** How often a page says that somebody looks at it. */
const BEAT = 20_000;
/** How often it says that somebody writes, at most. */
const WRITES = 5_000;

const secret = () => document.querySelector("input[name=csrf]")?.value ?? "";

function post(url, fields, settings = {}) {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "error", ...settings });
}

/** Where this browser holds words that the server has not got yet; they go when it has, and when the member signs out. */
const HELD = "regie-words-";

/** Holds what a form has, until the server does. Some browsers hold nothing; then the page says that it is not kept. */
function holder(form) {
  const name = `${HELD}${document.body.dataset.reader}${form.dataset.draft}/${form.dataset.draftForm}`;
  const words = () => [...form.querySelectorAll("textarea")].map((area) => area.value).join("\n");
  let known = words();
  const stored = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  };
  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrf", "key"].includes(name));
  return {
    words,
    hold: () => stored((store) => store.setItem(name, JSON.stringify({ known, fields: typed() }))),
    /** The server has it. */
    had(these) {
      known = these;
      stored((store) => store.removeItem(name));
    },
    /** Puts back what was held; tells whether there was anything. What was kept elsewhere meanwhile stays above it. */
    putBack() {
      const held = JSON.parse(stored((store) => store.getItem(name)) ?? "null");
      if (!held) return false;
      const changed = "begun" in form.dataset && held.known !== known;
      for (const field of form.elements) {
        const values = held.fields.filter(([name]) => name === field.name).map(([, value]) => value);
        if (field.name === "" || ["csrf", "key"].includes(field.name) || ["file", "submit"].includes(field.type)) continue;
        if (changed) {
          if (field.matches("textarea") && values[0] && values[0] !== field.value) field.value = `${field.value}\n\n${values[0]}`.trim();
        } else if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
        else if (values.length > 0) [field.value] = values;
      }
      form.dataset.begun = "";
      return true;
    },
  };
}

/** Keeps what is typed in a form, without a word unless it fails. */
export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const said = form.querySelector("[data-draft-said]");
    const held = holder(form);
    let [timer, since, sending, unkept] = [0, 0, null, false];
    const later = () => {
      since ||= Date.now();
      clearTimeout(timer);
      timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
    };
    const failed = () => {
      unkept = true;
      held.hold();
      said.textContent = said.dataset.failed;
    };
    async function keep(settings) {
      clearTimeout(timer);
      since = 0;
      sending?.abort();
      sending = new AbortController();
      const words = held.words();
      const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      fields.push(["form", form.dataset.draftForm], ["quiet", "yes"]);
      try {
        const answer = await post(form.dataset.draft, fields, { signal: sending.signal, ...settings });
        if (!answer.ok) return failed();
        unkept = false;
        held.had(words);
        said.textContent = await answer.text();
      } catch (error) {
        if (error.name !== "AbortError") failed();
      }
    }
    if (held.putBack()) later();
    form.addEventListener("input", (event) => event.target.type !== "file" && later());
    form.addEventListener("regie:held", failed);
    form.addEventListener("submit", () => {
      // What is sent is no draft any more.
      clearTimeout(timer);
      sending?.abort();
      since = 0;
      held.had(held.words());
    });
    const leaves = () => {
      if (!since || form.dataset.sent) return;
      if (!navigator.onLine) held.hold();
      keep({ keepalive: true });
    };
    document.addEventListener("visibilitychange", () => document.hidden && leaves());
    addEventListener("pagehide", leaves);
    addEventListener("online", () => unkept && later());
  }
  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") !== "/sign-out") return;
    try {
      Object.keys(localStorage).filter((name) => name.startsWith(HELD)).forEach((name) => localStorage.removeItem(name));
    } catch {
      // Nothing is held where nothing can be.
    }
  });
}

/** Who else looks at this journey, and that we do. */
export function showPresence() {
  const place = document.getElementById("presence");
  if (!place) return;
  const { url } = place.dataset;
  let [wrote, over] = [0, false];
  // Who is not signed in here any more is not asked again, until they come back to this page.
  async function tell(state) {
    if (over) return;
    const answer = await post(url, { csrf: secret(), state }, { keepalive: true }).catch(() => null);
    over = answer?.status === 401 || answer?.status === 403;
  }
  const beat = () => document.hidden || tell(Date.now() - wrote < BEAT / 2 ? "writing" : "here");
  async function look() {
    if (document.hidden || over) return;
    try {
      const answer = await fetch(url, { cache: "no-store", redirect: "error" });
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("presence");
      if (next && next.innerHTML !== place.innerHTML) place.replaceChildren(...next.childNodes);
    } catch {
      // The bar above says that the line is gone.
    }
  }
  beat();
  setInterval(beat, BEAT);
  document.addEventListener("regie:presence", look);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return tell("gone");
    over = false;
    beat();
  });
  addEventListener("pagehide", () => tell("gone"));
  document.addEventListener("input", (event) => {
    if (!event.target.closest("form[data-draft]") || Date.now() - wrote < WRITES) return;
    wrote = Date.now();
    tell("writing");
  });
}

/** Counts down the seconds in which a message can be taken back. Read out once, not each second. */
export function countDown() {
  setInterval(() => {
    for (const left of document.querySelectorAll("[data-seconds]")) {
      const now = Number(left.textContent);
      if (now > 0) left.textContent = String(now - 1);
    }
  }, 1000);
}
