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

/** Keeps what is typed in a form, without a word unless it fails. */
export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const said = form.querySelector("[data-draft-said]");
    let [timer, since, sending] = [0, 0, null];
    const later = () => {
      since ||= Date.now();
      clearTimeout(timer);
      timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
    };
    async function keep(settings) {
      clearTimeout(timer);
      since = 0;
      sending?.abort();
      sending = new AbortController();
      const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      fields.push(["form", form.dataset.draftForm], ["quiet", "yes"]);
      try {
        const answer = await post(form.dataset.draft, fields, { signal: sending.signal, ...settings });
        said.textContent = answer.ok ? await answer.text() : said.dataset.failed;
      } catch (error) {
        if (error.name !== "AbortError") said.textContent = said.dataset.failed;
      }
    }
    form.addEventListener("input", (event) => event.target.type !== "file" && later());
    form.addEventListener("submit", () => {
      // What is sent is no draft any more.
      clearTimeout(timer);
      sending?.abort();
      since = 0;
    });
    const leaves = () => since && !form.dataset.sent && keep({ keepalive: true });
    document.addEventListener("visibilitychange", () => document.hidden && leaves());
    addEventListener("pagehide", leaves);
  }
}

/** Who else looks at this journey, and that we do. */
export function showPresence() {
  const place = document.getElementById("presence");
  if (!place) return;
  const { url } = place.dataset;
  let wrote = 0;
  const tell = (state) => post(url, { csrf: secret(), state }, { keepalive: true }).catch(() => {});
  const beat = () => document.hidden || tell(Date.now() - wrote < BEAT / 2 ? "writing" : "here");
  async function look() {
    if (document.hidden) return;
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
  document.addEventListener("visibilitychange", () => (document.hidden ? tell("gone") : beat()));
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
