// [data-limit=N] says when a text is longer than N characters, by body's data-too-long (data-too-long-line for one line) ("{length} {limit}"), and the
// browser then does not send the form. Nothing typed or pasted is ever cut: the person shortens it.
secours.bind("[data-limit]", (field) => {
  const limit = Number(field.dataset.limit);
  const note = Object.assign(document.createElement("p"), { className: "err", hidden: true });
  note.setAttribute("role", "status");

  // Lifecycle
  field.after(note);
  field.addEventListener("input", show);
  show();

  // Actions
  function show() {
    const over = field.value.length > limit;
    const words = over ? secours.fill(document.body.dataset[field.matches("textarea") ? "tooLong" : "tooLongLine"], { length: count(field.value.length), limit: count(limit) }) : "";
    if (note.textContent !== words) note.textContent = words;
    note.hidden = !over;
    field.setCustomValidity(words);
  }

  // Private
  function count(number) {
    return number.toLocaleString(document.documentElement.lang);
  }
});
