// Counts a test run: `node scripts/count.mjs junit|cargo|tap FILE EXIT_CODE` prints "PASSED FAILED".
// A report that is missing or unreadable counts as one failure: no run may look green because nobody counted it.
import { readFileSync } from "node:fs";

const [kind, file, code] = process.argv.slice(2);

/** The report of cargo-nextest: one element of totals at the top. */
function junit(text) {
  const totals = /<testsuites\b[^>]*>/.exec(text)?.[0];
  if (!totals) return undefined;
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
  const bad = number("failures") + number("errors");
  return [number("tests") - bad, bad];
}

/** The closing lines of `cargo test`, one per binary. */
function cargo(text) {
  const lines = [...text.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm)];
  if (lines.length === 0) return undefined;
  const sum = (column) => lines.reduce((total, line) => total + Number(line[column]), 0);
  return [sum(1), sum(2)];
}

/** The closing lines of `node --test`; cancelled, skipped and to-do tests have not passed. */
function tap(text) {
  const number = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(text)?.[1] ?? Number.NaN);
  const bad = number("fail") + number("cancelled") + number("skipped") + number("todo");
  return Number.isNaN(number("pass") + bad) ? undefined : [number("pass"), bad];
}

let counted;
try {
  counted = { junit, cargo, tap }[kind](readFileSync(file, "utf8"));
} catch (error) {
  console.error(`${kind}: ${error.message}`);
}
let [passed, failed] = counted ?? [0, 1];
if (Number(code) !== 0 && failed === 0) failed = 1;
console.log(`${passed} ${failed}`);
