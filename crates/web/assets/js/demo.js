// The demo's clock ticks on a page that stays open. Without this the bar shows the moment at which the page was made.

const bar = document.querySelector("[data-demo]");
const every = Number(bar?.dataset.every ?? 0);
const part = (root, name) => root.querySelector(`[data-live="${name}"]`);

/** Brings the clock and the count of mails up to now; says so when something happened since the page was made. */
async function tick() {
  if (document.hidden) return;
  let fresh;
  try {
    const answer = await fetch("/demo/bar");
    if (!answer.ok) return;
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // The demo stopped, or begins anew; the next tick tries again.
  }
  const clock = part(fresh, "clock");
  if (clock) part(bar, "clock").replaceChildren(...clock.childNodes);
  const mails = part(fresh, "mails");
  if (mails && mails.textContent !== part(bar, "mails").textContent) {
    part(bar, "mails").replaceChildren(...mails.childNodes);
    bar.querySelector("[data-fresh]").hidden = false;
  }
}

/** One look after the other, so that a slow answer is never overtaken. */
async function run() {
  await tick();
  setTimeout(run, every);
}

if (every > 0) setTimeout(run, every);
