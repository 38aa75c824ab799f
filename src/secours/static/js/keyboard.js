// One registry of keys: every visible element with data-key="p" (or "g q" for two strokes) is both
// a binding and a line of the ? dialog, named by data-key-label or by its own words. data-key="alt+i" acts while one types too;
// in a form[data-quiet] no plain letter ever acts.
const PAUSE = 1200;
let prefix = "";
let timer = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key === "Enter") return submit(event);
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") return openPalette(event);
  if (event.key === "Escape" && isTyping(event.target) && !event.target.closest("dialog, [popover]")) return event.target.blur();
  if (event.ctrlKey || event.metaKey) return;
  if (event.altKey) return pressAlt(event);
  if (isTyping(event.target)) return;
  if (event.key === "?") return openHelp(event);
  if (event.target.closest?.("[data-quiet]") && /^\p{L}$/u.test(event.key)) return;
  press(event);
});

secours.bind("[data-key]", (element) => {
  const key = element.dataset.key;
  if (!key.includes(" ")) element.setAttribute("aria-keyshortcuts", shown(key));
});

// Private

function press(event) {
  if (event.key.length !== 1) return;
  const stroke = (prefix ? `${prefix} ` : "") + event.key.toLowerCase();
  clearTimeout(timer);
  const target = find(stroke);
  prefix = !target && starts(stroke) ? stroke : "";
  if (prefix) timer = setTimeout(() => { prefix = ""; }, PAUSE);
  if (!target && !prefix) return;
  event.preventDefault();
  if (target) act(target);
}

// Where Alt writes another character (on a Mac), the place of the key tells its letter.
function pressAlt(event) {
  const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, "");
  const target = find(`alt+${letter.toLowerCase()}`);
  if (!target) return;
  event.preventDefault();
  act(target);
}

function shown(stroke) {
  return stroke.startsWith("alt+") ? `Alt+${stroke.slice(4).toUpperCase()}` : stroke.toUpperCase();
}

function find(stroke) {
  return active().findLast((element) => element.dataset.key.toLowerCase() === stroke);
}

function starts(stroke) {
  return active().some((element) => element.dataset.key.toLowerCase().startsWith(`${stroke} `));
}

// While a dialog is open, only its own keys count. Acts on rows work though their bar is hidden.
function active() {
  const scope = document.querySelector("dialog[open]") || document;
  return [...scope.querySelectorAll("[data-key]")].filter(
    (element) => !element.disabled && (element.matches("[data-needs-row]") || element.checkVisibility()),
  );
}

function act(element) {
  if (element.matches("[data-needs-row]") && !element.dispatchEvent(new CustomEvent("secours:needs-row", { bubbles: true, cancelable: true }))) return;
  if (element.matches("summary")) unfold(element.parentElement);
  else if (element.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) element.focus();
  else element.click();
}

// The key of what is folded opens it and goes to its first field; it never folds what one is writing.
function unfold(details) {
  details.open = true;
  (details.querySelector("input:not([type=hidden]), select, textarea") || details.querySelector("summary")).focus();
}

function isTyping(target) {
  return target.matches?.("textarea, select, [contenteditable], [role=combobox], input:not([type=checkbox], [type=radio], [type=submit], [type=button])");
}

function submit(event) {
  const form = event.target.closest?.("form[data-composer]") || document.querySelector("dialog[open] form[data-composer]");
  if (!form) return;
  event.preventDefault();
  const part = event.target.closest("[data-submits]") || form;
  form.requestSubmit(part.querySelector("[data-submit]") || form.querySelector("button:not([type=button])"));
}

function openPalette(event) {
  const opener = document.getElementById("palette") && document.querySelector("[data-open=palette]");
  if (!opener) return;
  event.preventDefault();
  opener.click();
}

function openHelp(event) {
  const dialog = document.querySelector("[data-keys-help]");
  if (!dialog || dialog.open) return;
  event.preventDefault();
  list(dialog.querySelector("[data-keys-list]"));
  document.querySelector("dialog[open]")?.close();
  dialog.showModal();
}

function list(place) {
  place.querySelectorAll("[data-found]").forEach((line) => line.remove());
  place.querySelectorAll("[data-if]").forEach((line) => { line.hidden = !document.querySelector(line.dataset.if); });
  const lines = new Map(active().map((element) => [element.dataset.key, label(element)]));
  lines.forEach((words, key) => place.append(line(key, words)));
}

function line(key, words) {
  const row = document.createElement("div");
  row.dataset.found = "";
  const keys = document.createElement("dt");
  key.split(" ").forEach((stroke) => keys.append(Object.assign(document.createElement("kbd"), { textContent: shown(stroke) }), " "));
  row.append(keys, Object.assign(document.createElement("dd"), { textContent: words }));
  return row;
}

function label(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .vh, svg, .n").forEach((part) => part.remove());
  return copy.textContent.trim() || element.title;
}
