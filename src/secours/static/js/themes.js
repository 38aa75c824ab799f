// [data-themes]: the form of the account menu. Without script it posts; with it, the page changes at once.
secours.bind("[data-themes]", (form) => {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();
    choose(chosen.value);
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", button === chosen));
    if (form.getAttribute("action")) save(form, chosen);
  });
});

function choose(value) {
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `secours_theme=${value};path=/;max-age=31536000;samesite=lax${secure}`;
  document.documentElement.dataset.theme = value;
}

function save(form, chosen) {
  fetch(form.action, { method: "POST", body: new FormData(form, chosen), credentials: "same-origin" }).catch(() => {});
}
