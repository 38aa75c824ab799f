// [data-draft-url] posts `text` (data-draft-kind as `kind`) after 1.5 s, says so in [data-draft-status] of its form, else
// below itself, by data-saved ("… {time}"); the text stays here when the server can't: data-failed in red, or its own
// words. No expired session eats a text; what is read whole in data-sent-in (.txt a message, .said-q of an act) was sent.
// data-kept says that it is a draft come back, data-drop gives back what it stands for (data-draft-instead).
const PAUSE = 1500;

secours.bind("[data-draft-url]", (area) => {
  const key = `draft:${area.dataset.draftUrl}:${area.dataset.draftKind || ""}`;
  let status = area.form?.querySelector("[data-draft-status]:not([data-own])");
  let saved = area.value;
  let timer = 0;
  let isOnlyHere = false;

  // Lifecycle
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); });
  area.form?.addEventListener("submit", leave);
  area.form?.addEventListener("htmx:afterRequest", answered);
  window.addEventListener("online", onOnline);
  document.addEventListener("visibilitychange", onHide);
  if (area.dataset.kept) cameBack();
  if (area.dataset.drop) offer();
  restore();

  // Actions
  async function save() {
    clearTimeout(timer);
    const text = area.value;
    if (text === saved) return takenBack();
    try {
      const answer = await fetch(area.dataset.draftUrl, request(text));
      if (answer.status === 413) return keep(text, await answer.text());
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      saved = text;
      forget();
      say(draftOf(text) ? secours.fill(area.dataset.saved, { time: clock() }) : "", false);
    } catch {
      keep(text);
    }
  }

  // Sent, it is no draft any more: saved as the page goes, it would come back. It stays here until the next page shows it
  // among what was said; where none does, the server keeps what it refuses.
  function leave() {
    clearTimeout(timer);
    isOnlyHere = false;
    saved = area.value;
    if (!area.dataset.sentIn) return forget();
    if (saved.trim()) store(saved);
  }

  function answered(event) {
    if (event.detail.elt !== area.form) return;
    if (event.detail.successful) return forget();
    if (!event.detail.xhr?.status) { saved = null; save(); }
  }

  function onOnline() {
    if (!area.isConnected) return window.removeEventListener("online", onOnline);
    save();
  }

  function onHide() {
    if (!area.isConnected) return document.removeEventListener("visibilitychange", onHide);
    if (document.visibilityState === "hidden") save();
  }

  // Private
  // Whole: "Thanks" that ends somebody's message is not the "Thanks" that waits here.
  function wasSent(text) {
    if (!area.dataset.sentIn) return false;
    const said = document.querySelectorAll(`${area.dataset.sentIn} :is(.txt, .said-q)`);
    return Array.from(said).some((one) => flat(one.textContent) === flat(text));
  }

  // What the form says anyway is no draft.
  function draftOf(text) {
    return text === area.dataset.draftInstead ? "" : text;
  }

  function request(text) {
    const body = new URLSearchParams({ text: draftOf(text), kind: area.dataset.draftKind || "" });
    return { method: "POST", body, keepalive: text.length < 30000, credentials: "same-origin", headers: { "X-CSRFToken": secours.csrf(), "X-Requested-With": "fetch" } };
  }

  // Emptied by hand, what only this browser kept does not come back.
  function takenBack() {
    if (!isOnlyHere) return;
    isOnlyHere = false;
    forget();
    say("", false);
  }

  function keep(text, why) {
    isOnlyHere = true;
    store(text);
    say(why || area.dataset.failed, true);
  }

  function store(text) {
    try { localStorage.setItem(key, text); } catch { /* private window: it is still on screen */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }

  function restore() {
    let kept = null;
    try { kept = localStorage.getItem(key); } catch { return; }
    if (!kept || kept === area.value) return;
    if (!area.value && wasSent(kept)) return forget();
    isOnlyHere = true;
    area.value = kept.startsWith(area.value) || !area.value ? kept : `${area.value}\n\n${kept}`;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // One goes on after what is written.
  function cameBack() {
    say(area.dataset.kept, false);
    area.setSelectionRange(area.value.length, area.value.length);
  }

  function offer() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-ghost", textContent: area.dataset.drop });
    button.addEventListener("click", () => {
      area.value = area.dataset.draftInstead;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      save();
      button.remove();
      area.focus();
    });
    (status || own()).after(button);
  }

  function own() {
    status = Object.assign(document.createElement("p"), { className: "xs dim", hidden: true });
    status.dataset.draftStatus = status.dataset.own = "";
    area.after(status);
    return status;
  }

  function say(words, failed) {
    if (!status) own();
    (status.querySelector("[data-words]") || status).textContent = words;
    status.hidden = !words;
    status.classList.toggle("c-danger", failed);
    status.classList.toggle("dim", !failed);
  }
});

function flat(text) {
  return text.replace(/\s+/g, " ").trim();
}

function clock() {
  return new Date().toTimeString().slice(0, 5);
}
