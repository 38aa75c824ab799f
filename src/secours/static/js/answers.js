// form[data-keeps]: its answers are posted to its own address with keep=1 after a pause of 1 s and when the page is left,
// so that they are filled in again on return. Files are not among them.
// [data-asks-most=N]: what htmx sends of a field is cut to N characters; what is typed is kept.
const REST = 1000;

secours.bind("form[data-keeps]", (form) => {
  let timer = 0;
  let isSent = false;

  // Lifecycle
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, REST); });
  form.addEventListener("submit", () => { isSent = true; clearTimeout(timer); timer = 0; });
  addEventListener("pagehide", () => { if (timer) keep(); });

  // Actions
  function keep() {
    clearTimeout(timer);
    timer = 0;
    if (isSent || !form.isConnected) return;
    const typed = Array.from(new FormData(form)).filter(([, value]) => typeof value === "string");
    const body = new URLSearchParams([...typed, ["keep", "1"]]);
    const headers = { "X-CSRFToken": secours.csrf(), "X-Requested-With": "fetch" };
    fetch(form.getAttribute("action"), { method: "POST", body, keepalive: true, credentials: "same-origin", headers }).catch(() => {});
  }
});

secours.bind("[data-asks-most]", (field) => {
  field.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.parameters[field.name] || "";
    event.detail.parameters[field.name] = String(asked).slice(0, Number(field.dataset.asksMost));
  });
});
