// The command menu: everything that can be done from here, by typing a part of its name. It holds no action of its own; each
// line is a link or button that stands on the page.

const dialog = document.getElementById("commands");
const field = dialog.querySelector("input");
const list = dialog.querySelector("ul");
const none = dialog.querySelector("[data-none]");
const said = dialog.querySelector("[role=status]");
let found = [];
let at = 0;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** What an action is called: its words without keys and counts, and of which row it is. */
function nameOf(action) {
  const copy = action.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, .count, svg")) part.remove();
  const own = copy.textContent.replace(/\s+/g, " ").trim();
  const row = action.closest(".rows > li, .rows > article");
  const title = row?.querySelector(".title");
  return title && title !== action ? `${own} – ${title.textContent.replace(/\s+/g, " ").trim()}` : own;
}

/** What can be done now. What stands twice is named once. */
function actions() {
  const all = document.querySelectorAll("main .btn, main .seg a, #more a, #menu a, #me a, #me button");
  const names = new Map();
  for (const action of all) {
    if (action.disabled || action.closest("[hidden]") || action.matches("[popovertarget]")) continue;
    const name = nameOf(action);
    if (name !== "" && !names.has(name)) names.set(name, action);
  }
  return [...names].map(([name, action]) => ({ name, sought: plain(name), key: action.dataset.key ?? "", run: () => press(action) }));
}

function press(action) {
  // What is folded away is shown first, so that the focus does not land on something unseen.
  action.closest("details")?.setAttribute("open", "");
  action.click();
}

function show() {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  found = everything.filter((one) => words.every((word) => one.sought.includes(word)));
  if (field.value.trim() !== "" && dialog.dataset.search) {
    const name = dialog.dataset.search.replace("…", `“${field.value.trim()}”`);
    const run = () => location.assign(`/search?q=${encodeURIComponent(field.value.trim())}`);
    found.push({ name, key: "", run });
  }
  at = 0;
  list.replaceChildren(...found.map(line));
  none.hidden = found.length > 0;
  mark();
  said.textContent = found.length === 1 ? dialog.dataset.one : dialog.dataset.count.replace("0", String(found.length));
}

function line(one, index) {
  const item = document.createElement("li");
  item.id = `command-${index}`;
  item.role = "option";
  item.append(Object.assign(document.createElement("span"), { textContent: one.name }));
  if (one.key) item.append(Object.assign(document.createElement("kbd"), { textContent: one.key, ariaHidden: "true" }));
  item.addEventListener("click", () => run(index));
  return item;
}

function mark() {
  for (const [index, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(index === at));
  const marked = list.children[at];
  if (marked) field.setAttribute("aria-activedescendant", marked.id);
  else field.removeAttribute("aria-activedescendant");
  marked?.scrollIntoView({ block: "nearest" });
}

function run(index) {
  const chosen = found[index];
  dialog.close();
  chosen?.run();
}

let everything = [];
field.addEventListener("input", show);
field.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && found.length > 0) {
    event.preventDefault();
    at = (at + by + found.length) % found.length;
    mark();
  } else if (event.key === "Enter") {
    event.preventDefault();
    event.stopPropagation();
    run(at);
  }
});
// A press beside the box closes it, as Escape does.
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

/** Opens the menu, or closes it. */
export function toggleCommands() {
  if (dialog.open) return dialog.close();
  document.querySelector(".pop:popover-open, .side:popover-open")?.hidePopover();
  everything = actions();
  field.value = "";
  dialog.showModal();
  show();
}
