// [data-rows]: J and K move, Enter opens, X ticks, Escape unticks. Its form holds the boxes;
// [data-bulk] shows while boxes are ticked, with [data-count] from data-one / data-many ("{n} …").
secours.bind("[data-rows]", (list) => {
  const scope = list.closest("form") || list.parentElement;
  const bar = scope.querySelector("[data-bulk]");
  const boxes = () => [...list.querySelectorAll(".k-sel input")];

  // Lifecycle
  document.addEventListener("keydown", onKey);
  list.addEventListener("change", count);
  list.addEventListener("focusin", (event) => mark(event.target.closest("tr.r"), false));
  scope.addEventListener("secours:needs-row", onNeed);
  scope.querySelectorAll("[data-untick]").forEach((button) => button.addEventListener("click", untick));
  count();

  // Actions
  function onKey(event) {
    if (!list.isConnected) return document.removeEventListener("keydown", onKey);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
    const act = { j: () => move(1), k: () => move(-1), x: tick, Escape: untick, Enter: () => enter(event) }[event.key];
    if (act && act() !== false) event.preventDefault();
  }

  function move(step) {
    const rows = [...list.querySelectorAll("tr.r")];
    if (!rows.length) return;
    const at = rows.indexOf(current());
    mark(rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))], true);
  }

  function tick() {
    const box = current()?.querySelector(".k-sel input");
    if (!box) return false;
    box.click();
  }

  function untick() {
    const ticked = boxes().filter((box) => box.checked);
    ticked.forEach((box) => { box.checked = false; });
    count();
    return ticked.length > 0;
  }

  function enter(event) {
    if (event.target.closest("a, button, summary")) return false;
    const link = current()?.querySelector(".subj a");
    if (!link) return false;
    link.click();
  }

  // An act asked by its key with nothing ticked is for the current row.
  function onNeed(event) {
    if (boxes().some((box) => box.checked)) return;
    const box = current()?.querySelector(".k-sel input");
    if (box) box.checked = true;
    else event.preventDefault();
  }

  // Private
  function current() {
    return list.querySelector("tr.cur");
  }

  function mark(row, follow) {
    if (!row) return;
    current()?.classList.remove("cur");
    list.querySelector("[aria-current=true]")?.removeAttribute("aria-current");
    row.classList.add("cur");
    row.setAttribute("aria-current", "true");
    if (!follow) return;
    row.querySelector(".subj a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function count() {
    if (!bar) return;
    const n = boxes().filter((box) => box.checked).length;
    bar.hidden = n === 0;
    const place = bar.querySelector("[data-count]");
    if (place) place.textContent = secours.fill(n === 1 ? place.dataset.one : place.dataset.many, { n });
  }
});

function busy(target) {
  return document.querySelector("dialog[open]") || target.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
}
