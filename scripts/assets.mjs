// Copies the few third-party files that Regie embeds from node_modules to crates/web/assets/vendor (git-ignored)
// and builds one SVG sprite of the icons named in crates/web/assets/icons.txt. Run by `make setup`, after `npm ci`.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const assets = join(root, "crates", "web", "assets");
const vendor = join(assets, "vendor");
const modules = join(root, "node_modules");

const copies = [
  ["htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ["htmx.org/LICENSE", "htmx-license.txt"],
  ["@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2", "figtree.woff2"],
  ["@fontsource-variable/figtree/LICENSE", "figtree-license.txt"],
  ["lucide-static/LICENSE", "lucide-license.txt"],
];

/** Turns one Lucide file into a symbol; the drawing attributes come from the style sheet. */
async function symbol(name) {
  const file = await readFile(join(modules, "lucide-static", "icons", `${name}.svg`), "utf8");
  const body = file.slice(file.indexOf(">", file.indexOf("<svg")) + 1, file.lastIndexOf("</svg>"));
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${body.replace(/\s+/g, " ").replace(/ \/>/g, "/>").trim()}</symbol>`;
}

await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
for (const [from, to] of copies) {
  await copyFile(join(modules, from), join(vendor, to));
}
// The map is not shipped: a browser with its tools open would ask for a file that is not there.
const htmx = join(vendor, "htmx.min.js");
await writeFile(htmx, (await readFile(htmx, "utf8")).replace(/\n?\/\/# sourceMappingURL=.*$/m, ""));

const names = (await readFile(join(assets, "icons.txt"), "utf8"))
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line !== "" && !line.startsWith("#"));
const symbols = [];
for (const name of names) {
  symbols.push(await symbol(name));
}
await writeFile(
  join(vendor, "icons.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);
console.log(`assets: ${copies.length} files copied, ${names.length} icons in the sprite`);
