// The rules of the rooms that no compiler checks. Prints every finding; exit code 1 when there is one.
//
//   node scripts/lint.mjs           check
//   node scripts/lint.mjs --report  also list the files over 400 lines
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const skipped = new Set(["target", "node_modules", ".git", "vendor", "shots"]);
const findings = [];

/** Every file below `folder` whose name ends in one of `endings`, as paths from the root. */
async function files(folder, ...endings) {
  const found = [];
  const absolute = join(root, folder);
  if (!existsSync(absolute)) return found;
  for (const entry of await readdir(absolute, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await files(path, ...endings)));
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(path);
  }
  return found.sort();
}

const read = (path) => readFile(join(root, path), "utf8");

/** Rust without its comments, with line numbers kept. Good enough for looking up words; it does not parse strings. */
function withoutComments(source) {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, (text) => text.replace(/[^\n]/g, " "))
    .replace(/(^|[^:"'])\/\/[^\n]*/g, "$1");
}

function report(path, source, index, rule) {
  const line = source.slice(0, index).split("\n").length;
  findings.push(`${path}:${line}: ${rule}`);
}

function ban(path, source, pattern, rule) {
  for (const match of source.matchAll(pattern)) report(path, source, match.index, rule);
}

const room = (path) => (path.startsWith("crates/") ? path.split("/")[1] : path.split("/")[0]);

/** What may not be written in which room. `rooms`: where the ban holds. */
const rustBans = [
  {
    rooms: ["domain", "app", "channels", "web", "regie", "stories", "faults"],
    pattern: /\bsqlx::|"\s*(?:SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+TABLE\s)/g,
    rule: "SQL is written in the store only",
    inside: true,
  },
  {
    rooms: ["domain", "store", "app"],
    pattern: /\bTimestamp::now\b|\bZoned::now\b|\bSystemTime::now\b|\bUuid::(?:now_v7|new_v4|new_v7)\b/g,
    rule: "the clock and new ids are parameters here",
    inside: true,
  },
  {
    rooms: ["domain"],
    pattern: /\basync\s+fn\b|\btokio::|\bstd::(?:fs|net|env|process)\b|\brand::/g,
    rule: "the domain is pure: no async, no input or output, no randomness",
    inside: true,
  },
  {
    rooms: ["web", "channels", "stories"],
    pattern: /\bstore(?:\(\))?\.write\(/g,
    rule: "every write goes through app.run",
  },
  {
    rooms: ["domain", "store", "app", "channels", "web", "regie", "stories", "faults", "bench"],
    pattern: /#\[ignore\b/g,
    rule: "no test is skipped in silence: make it short, or longer under REGIE_LONG=1",
  },
  {
    rooms: ["domain", "store", "app", "channels", "web", "regie", "stories", "faults", "bench"],
    pattern: /\bchrono::/g,
    rule: "instants are jiff's",
  },
  {
    rooms: ["web"],
    pattern: /unsafe-inline|unsafe-eval/g,
    rule: "the content security policy knows no unsafe-*",
  },
];

const templateBans = [
  [/\bhx-on[:\w-]*/g, "hx-on is script in an attribute"],
  [/["'\s]js:/g, "js: is script in an attribute"],
  [/\shx-trigger\s*=\s*(["'])[^"']*\[[^"']*\1/g, "a trigger filter is script in an attribute"],
  [/\son[a-z]+\s*=\s*["']/g, "an event handler in an attribute"],
  [/\sstyle\s*=\s*["']/g, "inline style: use a class"],
  [/<style\b/g, "inline style sheet: use a file"],
  [/<script\b(?![^>]*\bsrc=)/g, "inline script: use a file"],
  [/javascript:/g, "javascript: address"],
  [/\b(?:src|action)\s*=\s*["']https?:\/\/|<link\b[^>]*\bhref\s*=\s*["']https?:\/\//g, "a page asks nothing of another host"],
];

/** Which rooms a room may use. */
const mayUse = {
  domain: [],
  metrics: [],
  text: [],
  store: ["domain"],
  app: ["domain", "metrics", "store", "text"],
  channels: ["domain", "store", "app"],
  web: ["domain", "store", "app", "channels"],
};

const rust = [];
for (const folder of ["crates", "stories", "faults", "bench"]) rust.push(...(await files(folder, ".rs")));

const long = [];
for (const path of rust) {
  const source = await read(path);
  const code = withoutComments(source);
  for (const { rooms, pattern, rule, inside } of rustBans) {
    // A test may plant a fault past the doors, read its golden files and make ids; what ships may not.
    if (inside && (path.includes("/tests/") || room(path) === "faults")) continue;
    if (rooms.includes(room(path))) ban(path, code, pattern, rule);
  }
  const lines = source.split("\n").length - 1;
  if (lines > 400) long.push([lines, path]);
}

for (const path of await files("crates", ".html", ".j2", ".txt")) {
  if (!path.includes("/templates/")) continue;
  // Comments of the templates are not sent.
  const source = (await read(path)).replace(/\{#[\s\S]*?#\}/g, (text) => text.replace(/[^\n]/g, " "));
  for (const [pattern, rule] of templateBans) {
    // A mail is read outside our pages: its style has to be inline, and its links are absolute.
    if (path.includes("/mail/")) continue;
    ban(path, source, pattern, rule);
  }
}

for (const [name, allowed] of Object.entries(mayUse)) {
  const path = `crates/${name}/Cargo.toml`;
  if (!existsSync(join(root, path))) continue;
  const manifest = await read(path);
  const own = manifest.split(/^\[dev-dependencies\]/m)[0];
  for (const match of own.matchAll(/^regie-(\w+)\b/gm)) {
    if (!allowed.includes(match[1])) report(path, manifest, match.index, `${name} may not use ${match[1]}`);
  }
  if (name !== "store") ban(path, manifest, /^sqlx\b/gm, "SQL is written in the store only");
}

// Addresses in texts and tests are invented ones, on names that can never be someone's.
const invented = /(?:^|\.)(?:example\.(?:org|net|com)|example|test|invalid|localhost|local)$/;
const addresses = /[A-Za-z0-9][\w.+-]*@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})\b/g;
const texts = [...rust];
for (const folder of ["crates", "stories", "faults", "e2e", "docs"]) {
  texts.push(...(await files(folder, ".ftl", ".eml", ".json", ".html", ".md", ".mjs", ".toml")));
}
for (const path of new Set(texts)) {
  if (path.endsWith("package-lock.json")) continue;
  const source = await read(path);
  for (const match of source.matchAll(addresses)) {
    if (!invented.test(match[1].toLowerCase())) report(path, source, match.index, `not an invented address: ${match[0]}`);
  }
}

// What the papers name must be there.
const makefile = existsSync(join(root, "Makefile")) ? await read("Makefile") : "";
const targets = new Set([...makefile.matchAll(/^([a-z][\w-]*):/gm)].map((match) => match[1]));
const papers = (await readdir(root)).filter((name) => name.endsWith(".md"));
papers.push(...(await files("docs", ".md")));
for (const path of papers) {
  const source = await read(path);
  for (const match of source.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(match[1])) continue;
    if (!existsSync(resolve(root, dirname(path), decodeURI(match[1])))) {
      report(path, source, match.index, `link to nothing: ${match[1]}`);
    }
  }
  for (const match of source.matchAll(/`make ([a-z][\w-]*)/g)) {
    if (!targets.has(match[1])) report(path, source, match.index, `no such target: make ${match[1]}`);
  }
  for (const match of source.matchAll(/`((?:crates|stories|e2e|bench|faults|docs|scripts|deploy)\/[\w./-]+\.\w+)`/g)) {
    if (!existsSync(join(root, match[1]))) report(path, source, match.index, `no such file: ${match[1]}`);
  }
}

if (process.argv.includes("--report") && long.length > 0) {
  console.log(`files over 400 lines (of ${rust.length}):`);
  for (const [lines, path] of long.sort((a, b) => b[0] - a[0])) console.log(`  ${lines}  ${relative(".", path)}`);
}
// A test that a page of the docs calls by name is there.
const checks = [...texts, ...(await files("e2e", ".mjs"))];
const tests = (await Promise.all(checks.map(read))).join("\n");
for (const path of ["docs/bad-inputs.md", "docs/complaints.md", "docs/security.md"]) {
  const source = await read(path);
  for (const match of source.matchAll(/`([a-z][a-z0-9]*(?:_[a-z0-9]+){4,})`/g)) {
    if (!tests.includes(`fn ${match[1]}`)) report(path, source, match.index, `there is no test ${match[1]}`);
  }
}

// What runs the program names what there is: the commands and flags, the compiler, the user that is nobody's.
{
  const cli = (await read("crates/regie/src/config.rs")) + (await read("crates/regie/src/cli.rs"));
  const compiler = (await read("Cargo.toml")).match(/^rust-version = "([\d.]+)"/m)[1];
  const must = {
    "deploy/regie.service": ["\nDynamicUser=yes\n", "\nNoNewPrivileges=yes\n", "\nProtectSystem=strict\n", "\nStateDirectory=regie\n", " serve "],
    "deploy/Containerfile": ["\nUSER 10001\n", `rust:${compiler}-`, "RUN make build\n", '"serve"'],
  };
  for (const [path, lines] of Object.entries(must)) {
    const source = await read(path);
    for (const line of lines) if (!source.includes(line)) report(path, source, 0, `lacks ${line.trim()}`);
    for (const match of source.matchAll(/(?:regie serve|CMD)[^\n]*/g)) {
      for (const flag of match[0].matchAll(/--([a-z][a-z-]+)/g)) {
        if (!cli.includes(`pub ${flag[1].replaceAll("-", "_")}:`)) report(path, source, match.index, `no such flag: --${flag[1]}`);
      }
    }
    for (const match of source.matchAll(/\bREGIE_[A-Z_]+/g)) {
      if (!cli.includes(`"${match[0]}"`)) report(path, source, match.index, `no such setting: ${match[0]}`);
    }
  }
}

// The security standard: each item has one of tests, a reason why it does not apply, or what is missing; and the tests are there.
{
  const path = "docs/asvs.toml";
  const source = await read(path);
  const ids = new Set();
  for (const match of source.matchAll(/^\[\[item\]\]\n((?:[a-z]+ = .*\n)+)/gm)) {
    const keys = new Map(match[1].trim().split("\n").map((line) => [line.split(" = ")[0], line.slice(line.indexOf(" = ") + 3)]));
    const id = keys.get("id");
    if (!id || ids.has(id)) report(path, source, match.index, `an item without an id, or twice: ${id}`);
    ids.add(id);
    const told = ["tests", "why", "missing"].filter((key) => keys.has(key));
    if (told.length !== 1) report(path, source, match.index, `${id} needs one of tests, why and missing`);
    const named = [...(keys.get("tests") ?? "").matchAll(/"([^"]+)"/g)].map((name) => name[1]);
    if (keys.has("tests") && named.length === 0) report(path, source, match.index, `${id} names no test`);
    for (const name of named) {
      if (!tests.includes(`fn ${name}`)) report(path, source, match.index, `${id}: there is no test ${name}`);
    }
  }
  if (ids.size !== [...source.matchAll(/^\[\[item\]\]$/gm)].length || ids.size < 100) report(path, source, 0, "an item that cannot be read");
}

for (const finding of findings) console.log(finding);
console.log(`${rust.length} Rust files looked at, ${findings.length} findings`);
process.exit(findings.length === 0 ? 0 : 1);
