// dialog[data-palette]: its box asks the server (hx-get), arrows choose an option, Enter opens it.
secours.bind("[data-palette]", (dialog) => {
  const box = dialog.querySelector("input");
  const results = dialog.querySelector("[role=listbox]");

  // Lifecycle
  dialog.addEventListener("secours:open", () => {
    box.select();
    htmx.trigger(box, "palette:open");
  });
  results.addEventListener("htmx:afterSwap", () => choose(options()[0]));
  box.addEventListener("keydown", onKey);

  // Actions
  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(next(step));
    else if (event.key === "Enter") chosen()?.click();
    else if (event.key === "Escape") dialog.close();  // a search field would eat it to empty itself
    else return;
    event.preventDefault();
  }

  // Private
  function options() {
    return [...results.querySelectorAll("[role=option]")];
  }

  function chosen() {
    return results.querySelector("[aria-selected=true]");
  }

  function next(step) {
    const all = options();
    return all[(all.indexOf(chosen()) + step + all.length) % all.length];
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.id ||= `palette-${options().indexOf(option)}`;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }
});
