// button[data-insert="text" data-into=ID]: its text goes where the cursor is in that field, and its dialog closes.
// Without script the button posts.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const area = button && document.getElementById(button.dataset.into);
  if (!area) return;
  event.preventDefault();
  button.closest("dialog")?.close();
  const panel = area.closest("[role=tabpanel]");
  if (panel?.hidden) document.getElementById(panel.getAttribute("aria-labelledby"))?.click();
  area.focus();
  const isUntouched = area.value && area.selectionEnd === 0; // a draft read back: what is chosen goes after it
  if (isUntouched) area.setSelectionRange(area.value.length, area.value.length);
  area.setRangeText((isUntouched ? "\n\n" : "") + button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
