// input[data-chooses=ID]: htmx fills the list ID with radio buttons as one types. Down enters it, Enter takes the
// first (or waits for the answer on its way), Enter on one goes on, once data-then=ID shows what is known of them:
// to the first empty field. Escape comes back. Its form's [data-copies] takes over the words of someone unknown.
secours.bind("input[data-chooses]", (box) => {
  const list = document.getElementById(box.dataset.chooses);
  const then = document.getElementById(box.dataset.then);
  let asked = box.value;
  let sent = box.value;
  let shown = chosen()?.value;
  let waits = "";

  // Lifecycle
  box.addEventListener("keydown", onBox);
  list.addEventListener("keydown", onList);
  box.addEventListener("htmx:beforeRequest", () => { sent = box.value; });
  list.addEventListener("htmx:afterSettle", () => { asked = sent; shown = ""; if (waits === "list") take(); });
  then.addEventListener("htmx:afterSettle", () => { shown = chosen()?.value; if (waits === "then") goOn(); });
  box.form.addEventListener("toggle", onToggle, true);

  // Actions
  function onBox(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" && radios().length) choose(chosen() || radios()[0]);
    else if (event.key === "Enter") take();
    else return;
    event.preventDefault();
  }

  function onList(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") goOn();
    else if (event.key === "Escape" || (event.key === "ArrowUp" && event.target === radios()[0])) box.focus();
    else return;
    event.preventDefault();
  }

  function onToggle(event) {
    const copy = event.target.querySelector("[data-copies]");
    if (event.target.open && copy && !copy.value && !radios().length) copy.value = box.value.trim();
  }

  // Private
  function take() {
    waits = box.value === asked ? "" : "list";
    if (waits || !radios().length) return;
    choose(chosen() || radios()[0]);
    goOn();
  }

  function choose(radio) {
    radio.focus();
    if (!radio.checked) radio.click();
  }

  function goOn() {
    waits = chosen() && shown !== chosen().value ? "then" : "";
    if (waits || !chosen()) return;
    const empty = [...box.form.querySelectorAll("[required]")].find((field) => !field.value.trim());
    (empty || box.form.querySelector("textarea"))?.focus();
  }

  function radios() {
    return [...list.querySelectorAll("input[type=radio]")];
  }

  function chosen() {
    return radios().find((radio) => radio.checked);
  }
});
