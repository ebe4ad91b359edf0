// `make screens`: a picture of every page in both themes, on a desk and a telephone, to look at. Into e2e/shots.
import { openBrowser, picture, themes } from "./harness.mjs";
import { open } from "./open.mjs";
import { pages } from "./pages.mjs";
import { startDemo } from "./server.mjs";

const [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
const wanted = process.argv.slice(2);

async function keep(page) {
  for (const theme of themes) {
    const seen = await open(browser, demo, page, { theme, language: process.env.REGIE_LANGUAGE ?? "nl" });
    for (const width of [1440, 390]) {
      await seen.setViewportSize({ width, height: 900 });
      console.log(await picture(seen, `${page.name}-${width}-${theme}`));
    }
    await seen.context().close();
  }
}

try {
  for (const page of pages) {
    if (wanted.length > 0 && !wanted.includes(page.name)) continue;
    // One page that cannot be reached leaves the others to be looked at.
    await keep(page).catch((error) => {
      console.error(`${page.name}: ${error.message}`);
      process.exitCode = 1;
    });
  }
} finally {
  await browser.close();
  await demo.stop();
}
