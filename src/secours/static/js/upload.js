// [data-upload] holds an input[type=file]. A picture pasted in the form, or a file dropped on the field, joins it;
// [data-files] lists names and sizes; over data-max-mb it is refused by data-too-big ("{name} {size} {limit}").
secours.bind("[data-upload]", (field) => {
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector("[data-files]");
  const form = field.closest("form") || field;

  // Lifecycle
  input.addEventListener("change", show);
  form.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); add(event.clipboardData.files); } });
  field.addEventListener("dragover", (event) => { event.preventDefault(); field.classList.add("over-it"); });
  field.addEventListener("dragleave", () => field.classList.remove("over-it"));
  field.addEventListener("drop", (event) => { event.preventDefault(); field.classList.remove("over-it"); add(event.dataTransfer.files); });
  form.addEventListener("reset", () => setTimeout(show));

  // Actions
  function add(files) {
    const all = new DataTransfer();
    [...(input.multiple ? input.files : []), ...files].forEach((file) => all.items.add(file));
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show() {
    const limit = Number(field.dataset.maxMb || 25);
    const big = [...input.files].find((file) => file.size > limit * 1048576);
    input.setCustomValidity(big ? secours.fill(field.dataset.tooBig, { name: big.name, size: megabytes(big), limit }) : "");
    if (big) input.reportValidity();
    list?.replaceChildren(...[...input.files].map(line));
  }

  // Private
  function line(file) {
    return Object.assign(document.createElement("span"), { className: "att", textContent: `${file.name} · ${size(file)}` });
  }

  function size(file) {
    const { unit } = field.dataset;
    return file.size < 1e5 ? `${Math.ceil(file.size / 1024)} ${unit.replace("M", "K")}` : `${megabytes(file)} ${unit}`;
  }
});

function megabytes(file) {
  return (file.size / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
}
