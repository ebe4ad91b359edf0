// A demonstration and a browser for the tests of one file: importing this starts them before the first and ends them after
// the last.
import { after, before } from "node:test";
import { openBrowser } from "./harness.mjs";
import { startDemo } from "./server.mjs";

export let demo;
export let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});
