// [data-events-url]: one EventSource (config/events.py). Its event "ticket" becomes the htmx event live:ticket on
// body, with the data as detail; hx-trigger="live:ticket from:body" fetches again. No polling. Names other than
// ticket and queue are said in data-events-names.
const GATHER = 250;

secours.bind("[data-events-url]", (place) => {
  const names = (place.dataset.eventsNames || "ticket queue").split(" ");
  const waiting = new Map();
  let source = null;

  // Lifecycle
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  connect();

  // Actions
  function connect() {
    source = new EventSource(place.dataset.eventsUrl);
    source.onopen = () => { document.body.dataset.live = "on"; };
    source.onerror = () => { document.body.dataset.live = "off"; };
    names.forEach((name) => source.addEventListener(name, (message) => heard(name, parse(message.data))));
  }

  // Several entries of one act arrive together: each name is told once.
  function heard(name, news) {
    if (waiting.has(name)) return;
    waiting.set(name, setTimeout(() => {
      waiting.delete(name);
      htmx.trigger(document.body, `live:${name}`, news);
    }, GATHER));
  }
});

function parse(data) {
  try { return JSON.parse(data); } catch { return {}; }
}
