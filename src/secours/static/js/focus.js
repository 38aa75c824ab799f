// Whoever types keeps the keyboard. A form that comes back refused has its first wrong field focused, on a page as
// in a fragment. What htmx swaps under the focus gives it back: to the same field, else to [data-focus-here], else
// to the place swapped. A live update never takes away what is being typed. #m12 in the address: that message.
let left = null;

secours.bind("[aria-invalid=true], form [role=alert]", (element) => {
  if (document.activeElement?.matches("[aria-invalid=true]")) return;
  const wrong = element.closest("form")?.querySelector("[aria-invalid=true]");
  (wrong || fields(element.closest("form"))[0])?.focus();
});

// What one comes for; on a phone nothing scrolls past what stands above it.
secours.bind("[data-focus-first]", (element) => {
  if (document.activeElement === document.body && matchMedia("(min-width: 961px)").matches) element.focus({ preventScroll: true });
});

secours.bind("article[id^=m]", (article) => {
  if (location.hash !== `#${article.id}`) return;
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: "center" });
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const hand = document.activeElement;
  left = null;
  if (!event.detail.target.contains(hand) || hand === document.body) return;
  if (event.detail.requestConfig?.triggeringEvent?.type.startsWith("live:") && isWritten(hand)) event.detail.shouldSwap = false;
  else left = { place: event.detail.target.id, same: sameAs(hand) };
});

document.addEventListener("htmx:afterSettle", () => {
  const place = left && document.getElementById(left.place);
  const isLost = document.activeElement === document.body;
  const back = place && isLost && (left.same(place) || place.querySelector("[data-focus-here]") || place);
  left = null;
  if (!back) return;
  if (!back.matches("a[href], button, input, select, textarea")) back.tabIndex = -1;
  back.focus({ preventScroll: true });
});

function fields(form) {
  return [...(form?.querySelectorAll("input:not([type=hidden]), select, textarea") || [])].filter((one) => one.checkVisibility());
}

function isWritten(hand) {
  return hand.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

// The same question may be answered again; a button of what has changed is another.
function sameAs(hand) {
  const same = { id: hand.id, name: hand.name, value: hand.value, action: hand.form?.getAttribute("action"), words: hand.textContent, about: about(hand.form) };
  const equals = (other) => other.name === same.name && other.value === same.value && other.textContent === same.words
    && other.form?.getAttribute("action") === same.action && about(other.form) === same.about && other.checkVisibility();
  return (place) => (same.id && document.getElementById(same.id)) || [...place.querySelectorAll(hand.tagName)].find(equals);
}

// What a form says and what it is about: two questions have the same three answers.
function about(form) {
  const hidden = form?.querySelectorAll("input[type=hidden]:not([name=csrfmiddlewaretoken])") || [];
  return [form?.textContent, ...Array.from(hidden, (one) => one.value)].join();
}
