// Starts the built program with a demonstration in a directory of its own, and tells where it serves.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
/** Debug by default: what `make test` has built. */
export const binary = process.env.REGIE_BIN ?? join(root, "target", "debug", "regie");

/** A TCP port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * `regie demo` on a free port. Resolves once it has printed its `ready` line:
 *   url    where it serves
 *   links  Map of what it printed, `label  address`, by label (a sign-in link per role, status links)
 *   output every line so far, for a test that failed
 *   stop() ends it and removes its data, unless told to `keep` it
 */
export async function startDemo(...more) {
  // What is sent leaves at once, so that no test waits for the seconds in which it could be taken back; one that is about them
  // has an installation of its own.
  const usual = ["--undo-seconds", "0"];
  return start((port, data) => ["demo", "--listen", `127.0.0.1:${port}`, "--data", data, ...usual, ...more]);
}

/** `regie serve` on an empty database; its `first run` link begins the installation. */
export async function startEmpty() {
  const empty = await start((port, data) => ["serve", "--listen", `127.0.0.1:${port}`, "--data", data]);
  empty.links.set("first run", empty.output.map((line) => line.trim()).find((line) => line.includes("/first-run?")));
  return empty;
}

/** The same program once more on the data and at the place of one that was stopped with `keep`. */
export async function startAgain({ port, data }) {
  return start((port, data) => ["serve", "--listen", `127.0.0.1:${port}`, "--data", data], { port, data });
}

/** As startDemo, with the arguments that `args(port, dataDirectory)` gives. */
export async function start(args, { env = {}, seconds = 120, ...was } = {}) {
  if (!existsSync(binary)) throw new Error(`${binary} is not built: cargo build -p regie`);
  const data = was.data ?? (await mkdtemp(join(tmpdir(), "regie-e2e-")));
  const port = was.port ?? (await freePort());
  const child = spawn(binary, args(port, data), {
    cwd: data,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = [];
  const links = new Map();
  const ended = new Promise((done) => child.once("exit", (code, signal) => done(code ?? signal)));
  const url = `http://127.0.0.1:${port}`;

  const ready = new Promise((done) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      output.push(line);
      const link = /^\s*(\S.*?)\s+(https?:\/\/\S+)\s*$/.exec(line);
      if (link) links.set(link[1].replace(/:$/, "").toLowerCase(), link[2]);
      if (/^ready\b/i.test(line.trim())) done();
    });
  });
  createInterface({ input: child.stderr }).on("line", (line) => output.push(line));

  const stop = async ({ keep = false } = {}) => {
    child.kill("SIGTERM");
    const slow = setTimeout(() => child.kill("SIGKILL"), 10_000);
    const code = await ended;
    clearTimeout(slow);
    if (!keep) await rm(data, { recursive: true, force: true });
    return code;
  };

  let timer;
  const outcome = await Promise.race([
    ready.then(() => "ready"),
    ended.then((code) => `ended with ${code}`),
    new Promise((done) => (timer = setTimeout(() => done(`not ready after ${seconds} s`), seconds * 1000))),
  ]);
  clearTimeout(timer);
  if (outcome !== "ready") {
    await stop();
    throw new Error(`${binary} ${args(port, data).join(" ")}: ${outcome}\n${output.slice(-40).join("\n")}`);
  }
  return { url, port, data, links, output, stop, child };
}
