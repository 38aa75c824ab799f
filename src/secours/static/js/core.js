// Binds behaviours to data attributes, in the page and in every fragment that htmx brings.
// A behaviour is `secours.bind(selector, element => …)`; it runs once for each element.

const behaviours = [];

function bind(selector, start) {
  const seen = new WeakSet();
  const once = (element) => {
    if (seen.has(element)) return;
    seen.add(element);
    start(element);
  };
  behaviours.push({ selector, once });
  if (document.readyState !== "loading") apply({ selector, once }, document);
}

function apply({ selector, once }, root) {
  if (root.matches?.(selector)) once(root);
  root.querySelectorAll(selector).forEach(once);
}

// "{time}" in a text of the page becomes its value: scripts hold no words of their own.
function fill(text, values) {
  return (text || "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function csrf() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value
    || JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
}

function withdraw(text) {
  const said = [...(document.getElementById("messages")?.children || [])];
  said.filter((child) => child.textContent === text).forEach((child) => child.remove());
}

function announce(text, tone = "danger") {
  const place = document.getElementById("messages");
  if (!place || [...place.children].some((child) => child.textContent === text)) return;
  const banner = document.createElement("div");
  banner.className = `banner ${tone}`;
  banner.textContent = text;
  place.append(banner);
  banner.scrollIntoView({ block: "nearest" });
}

window.secours = { bind, fill, csrf, announce, withdraw };

document.addEventListener("htmx:load", (event) => behaviours.forEach((one) => apply(one, event.detail.elt)));
document.addEventListener("htmx:sendError", () => announce(document.body.dataset.requestFailed));
document.addEventListener("htmx:responseError", () => announce(document.body.dataset.requestRefused));
