// Staff pages bring themselves up to now. One tab of the browser holds the stream, which says only that something changed;
// every tab in sight then asks for its own page again and takes over the parts that differ. Nothing of this is needed: a
// page that is reloaded says the same.

/** How long changes are gathered before the page is asked for. */
const TOGETHER = 250;
/** What changed elsewhere only moves the numbers in the menu. */
const ELSEWHERE = 15_000;
/** Words such as "in 20 minutes" grow old by themselves. */
const GROWS_OLD = 60_000;
/** A line that breaks for less is not spoken of. */
const PATIENCE = 4_000;
/** At most one announcement in so long. */
const BETWEEN = 5_000;
/** How long after the pointer left a list what was put off is shown. */
const LEAVES = 1_000;
const LONGEST_WAIT = 60_000;

export function goLive() {
  const { feed, reader } = document.body.dataset;
  if (!reader || !("BroadcastChannel" in window)) return;
  const page = pageOf();
  const line = lineOf(reader, Number(feed), (news) => page.hear(news), (lives) => page.lives(lives));
  document.addEventListener("visibilitychange", () => (document.hidden ? line.pause() : (line.resume(), page.shown())));
  addEventListener("pagehide", () => line.pause());
  addEventListener("pageshow", (event) => event.persisted && (line.resume(), page.shown()));
  if (!document.hidden) line.resume();
}

/** The one stream of this browser: held by the tab that has the lock, passed on to the others. */
function lineOf(reader, from, hear, lives) {
  const name = `regie-live-${reader}`;
  const channel = new BroadcastChannel(name);
  const told = [];
  let [position, source, asking, give, tries, retry] = [from, null, null, null, 0, 0];

  const take = (news) => {
    if (news.position > position) position = news.position;
    hear(news);
  };
  channel.addEventListener("message", ({ data }) => {
    if (data.state !== undefined) lives(data.state);
    else if (data.news) take(data.news);
    // A tab that was opened later asks for what it has not seen.
    else if (data.hello !== undefined && source) {
      for (const news of told.filter((news) => news.position > data.hello)) channel.postMessage({ news });
      channel.postMessage({ state: source.readyState === EventSource.OPEN });
    }
  });

  function tell(news) {
    told.push(news);
    if (told.length > 200) told.shift();
    channel.postMessage({ news });
    take(news);
  }
  function say(state) {
    channel.postMessage({ state });
    lives(state);
  }
  function open() {
    clearTimeout(retry);
    source?.close();
    source = new EventSource(`/live?after=${position}`);
    const news = (kind) => source.addEventListener(kind, (event) => {
      tell({ kind, position: Number(event.lastEventId), ...JSON.parse(event.data) });
    });
    source.addEventListener("here", () => {
      tries = 0;
      say(true);
    });
    ["changed", "presence", "all"].forEach(news);
    source.addEventListener("error", () => {
      source?.close();
      say(false);
      // Not all browsers come back at once when a server does.
      const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** tries++) * (0.5 + Math.random());
      clearTimeout(retry);
      retry = setTimeout(open, wait);
    });
  }
  function close() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }
  // A stream that was opened before may seem to live on without a network.
  addEventListener("offline", () => {
    if (!source) return;
    close();
    say(false);
  });
  addEventListener("online", () => give && open());

  return {
    resume() {
      if (asking) return;
      asking = new AbortController();
      channel.postMessage({ hello: position });
      const hold = () => new Promise((done) => {
        give = done;
        open();
      });
      if (!navigator.locks) return void hold();
      navigator.locks.request(name, { signal: asking.signal }, hold).catch(() => {});
    },
    /** A tab out of sight holds nothing; another one takes over. */
    pause() {
      asking?.abort();
      close();
      give?.();
      asking = give = null;
    },
  };
}

/** This page: what it shows, and how it takes over what is new. */
function pageOf() {
  const bar = document.getElementById("live-bar");
  const more = document.getElementById("live-new");
  const own = document.querySelector("[data-journey]");
  const held = new Map();
  const say = announcer(document.getElementById("live-said"));
  const [told, made] = ["live-words", "live-made"].map((id) => document.getElementById(id));
  const lostWords = told.textContent;
  let [timer, at, running, again, missed, lost, stands, leaves, ended] = [0, 0, false, false, false, 0, true, 0, false];

  /** Asks for the page soon; what is asked for sooner wins. */
  function soon(wait) {
    const when = Date.now() + wait;
    if (timer && at <= when) return;
    clearTimeout(timer);
    [timer, at] = [setTimeout(refresh, wait), when];
  }
  const elsewhere = (news) => own && news.kind === "changed" && !(own.dataset.journey in news.journeys);

  async function refresh() {
    [timer, at] = [0, 0];
    if (document.hidden) return void (missed = true);
    // The page is about to be another.
    if (document.querySelector("form[data-sent]")) return soon(GROWS_OLD);
    if (running) return void (again = true);
    running = true;
    try {
      const answer = await fetch(here(own), { cache: "no-store", headers: { accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        await takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
        missed = false;
        if (ended) [ended, told.textContent, made.hidden] = [false, lostWords, false];
        if (stands) reach(true);
      } else if (answer.redirected || answer.status === 403) over();
    } catch {
      reach(false);
    } finally {
      running = false;
      // Nobody is signed in here: only whoever comes back to this page is asked for again.
      if (!ended) soon(again ? TOGETHER : lost ? ELSEWHERE : GROWS_OLD);
      again = false;
    }
  }

  async function takeOver(next) {
    let news = 0;
    for (const part of document.querySelectorAll("[data-part], [id][hx-trigger^=every]")) {
      const other = next.getElementById(part.id);
      if (!other || part.outerHTML === other.outerHTML) {
        held.delete(part.id);
        continue;
      }
      const count = added(part, other);
      if (disturbs(part, other)) {
        held.set(part.id, other);
        news += count;
        continue;
      }
      held.delete(part.id);
      await swap(part, other);
      news += count;
    }
    freshen(next);
    offer();
    say(news);
  }

  /** What was put off, because it would have moved away under the pointer. */
  function offer() {
    const count = [...held].reduce((sum, [id, other]) => sum + added(document.getElementById(id), other), 0);
    more.hidden = held.size === 0;
    more.textContent = count === 0 ? more.dataset.other : words(more, count);
  }
  async function show() {
    const all = [...held];
    held.clear();
    for (const [id, other] of all) await swap(document.getElementById(id), other);
    offer();
  }
  more.addEventListener("click", show);
  // Whoever moves the pointer away sees it by themselves, but for who is on the way to the button.
  document.addEventListener("pointerover", ({ target }) => {
    clearTimeout(leaves);
    if (held.size === 0 || more.contains(target)) return;
    leaves = setTimeout(() => {
      if ([...held].every(([id, other]) => !disturbs(document.getElementById(id), other))) show();
    }, LEAVES);
  });

  /** Whether the line stands. A short break says nothing. */
  function reach(lives, patience = PATIENCE) {
    if (lives || patience === 0) {
      clearTimeout(lost);
      lost = 0;
    }
    if (lives) {
      if (!bar.hidden || missed) soon(0);
      bar.hidden = true;
    } else if (!lost) {
      lost = setTimeout(() => { bar.hidden = false; }, patience);
    }
  }
  /** Nobody is signed in here any more: the page stays as it is, and says so. */
  function over() {
    ended = true;
    told.textContent = bar.dataset.ended;
    made.hidden = true;
    reach(false, 0);
  }
  addEventListener("offline", () => reach(false, 0));
  // Without a line the link would lead away from what is being written.
  const link = bar.querySelector("a");
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const there = await fetch(link.href, { method: "HEAD", cache: "no-store" }).then(() => true, () => false);
    if (there) location.assign(link.href);
  });
  soon(GROWS_OLD);

  return {
    hear(news) {
      if (news.kind === "presence") {
        if (own && news.journeys.includes(own.dataset.journey)) document.dispatchEvent(new Event("regie:presence"));
      } else if (document.hidden) missed = true;
      else soon(elsewhere(news) ? ELSEWHERE : TOGETHER);
    },
    lives(state) {
      stands = state;
      reach(state);
    },
    shown() {
      document.dispatchEvent(new Event("regie:presence"));
      soon(missed ? 0 : TOGETHER);
    },
  };
}

/** The address that shows this page as it is now: without what was just said, and of a form that came back its journey. */
function here(own) {
  const url = new URL(location.href);
  if (own && url.pathname !== own.dataset.href) return own.dataset.href;
  url.searchParams.delete("said");
  url.hash = "";
  return url.href;
}

const rows = (part) => [...part.querySelectorAll("[data-row]")].map((row) => row.id);

/** How many rows are new. */
function added(part, other) {
  const known = new Set(rows(part));
  return rows(other).filter((id) => !known.has(id)).length;
}

const typed = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
  : field instanceof HTMLSelectElement ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.type === "file" ? field.value !== "" : field.type !== "hidden" && field.value !== field.defaultValue;
const dirty = (within) => [...within.querySelectorAll("input, textarea, select")].some(typed);

/** Whether taking this over would take something from under the reader's hands. */
function disturbs(part, other) {
  if (dirty(part) || document.activeElement?.matches("input, textarea, select") && part.contains(document.activeElement)) return true;
  const [now, then] = [rows(part), rows(other)];
  return part.matches(":hover") && (now.length !== then.length || now.some((id, index) => id !== then[index]));
}

/** Takes a part over: what has the focus keeps it, and stays where it is on the screen. */
async function swap(part, other) {
  const active = document.activeElement;
  const inside = part.contains(active) ? active : null;
  const top = inside?.getBoundingClientRect().top;
  const place = inside ? rows(part).indexOf(inside.closest("[data-row]")?.id) : -1;
  await globalThis.htmx.swap({ text: other.outerHTML, target: part, swap: "outerMorph", sourceElement: part });
  if (!inside) return;
  if (document.activeElement !== inside) {
    // What had the focus is gone: the row in its place has it now.
    const left = document.querySelectorAll(`#${CSS.escape(part.id)} [data-row]`);
    const next = document.getElementById(inside.id) ?? left[Math.min(Math.max(place, 0), left.length - 1)]?.querySelector("a, button");
    (next ?? document.getElementById("main")).focus({ preventScroll: true });
  }
  if (inside.isConnected) scrollBy({ top: inside.getBoundingClientRect().top - top, behavior: "instant" });
}

/** What stands outside the parts: when the page was made, and what a form that nobody has begun says it has seen. */
function freshen(next) {
  const [made, then] = [document.getElementById("live-made"), next.getElementById("live-made")];
  if (made && then) made.replaceChildren(...then.childNodes);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    // A draft that came back was begun before: it is asked about what came in since then.
    if (dirty(form) || "begun" in form.dataset) continue;
    for (const name of ["epoch", "seen"]) {
      const fresh = next.getElementById(form.id)?.elements?.namedItem(name);
      if (fresh && form.elements.namedItem(name)) form.elements.namedItem(name).value = fresh.value;
    }
  }
}

const words = (element, count) => count === 1 ? element.dataset.one : element.dataset.many.replace("#", count);

/** Says how many are new, not more often than one can listen to. */
function announcer(said) {
  let [count, last, timer] = [0, 0, 0];
  return (more) => {
    count += more;
    if (count === 0 || timer) return;
    timer = setTimeout(() => {
      said.textContent = words(said, count);
      [count, last, timer] = [0, Date.now(), 0];
    }, Math.max(0, last + BETWEEN - Date.now()));
  };
}
