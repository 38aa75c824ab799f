// [data-events-url]: one EventSource (config/events.py). Its event "ticket" becomes the htmx event live:ticket on
// body, with the data as detail; hx-trigger="live:ticket from:body" fetches again. No polling. Names other than
// ticket, queue and inbox are said in data-events-names.
const GATHER = 250;
const PATIENCE = 20000;
const LONGEST = 60000;

secours.bind("[data-events-url]", (place) => {
  const names = (place.dataset.eventsNames || "ticket queue inbox").split(" ");
  const waiting = new Map();
  let source = null;
  let failures = 0;
  let again = 0;
  let warning = 0;

  // Lifecycle
  addEventListener("pagehide", () => { clearTimeout(again); clearTimeout(warning); source?.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  connect();

  // Actions
  function connect() {
    source = new EventSource(place.dataset.eventsUrl);
    source.onopen = onOpen;
    source.onerror = onError;
    names.forEach((name) => source.addEventListener(name, (message) => heard(name, parse(message.data))));
  }

  function onOpen() {
    if (failures) heard("inbox", {}); // not replayed
    failures = 0;
    clearTimeout(warning);
    warning = 0;
    document.body.dataset.live = "on";
    secours.withdraw(document.body.dataset.notLive);
  }

  // Left to itself the browser tries again at once, for ever: each failure waits twice as long as the one before.
  function onError() {
    document.body.dataset.live = "off";
    source.close();
    clearTimeout(again);
    again = setTimeout(connect, Math.min(LONGEST, 1000 * 2 ** failures++));
    warning ||= setTimeout(() => secours.announce(document.body.dataset.notLive, "warn"), PATIENCE);
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
