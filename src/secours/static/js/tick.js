// [data-ticks] tells the server's time and the words of times (web/workbench/ticking.py); what follows moves by itself:
// [data-since=SECONDS] an age; [data-due=SECONDS data-as=left|in data-answer] a deadline, its .clock (or itself) changing
// sign and words as the server would have written them. SECONDS are of Unix time.
const EVERY = 5000;
const MINUTE = 60;
const DAY = 24 * 60;

secours.bind("[data-ticks]", (place) => {
  const words = JSON.parse(place.dataset.ticks);
  const ahead = Number(place.dataset.now) - Date.now() / 1000;

  // Lifecycle
  setInterval(() => { if (!document.hidden) tick(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });

  // Actions
  function tick() {
    const now = Date.now() / 1000 + ahead;
    document.querySelectorAll("[data-since]").forEach((one) => write(one, age(now - Number(one.dataset.since))));
    document.querySelectorAll("[data-due]").forEach((one) => count(one, Number(one.dataset.due) - now));
  }

  function count(one, left) {
    const kind = left < 0 ? "late" : left < words.near ? "soon" : "ok";
    const told = remaining(one.dataset.as, kind, Math.abs(Math.trunc(left / MINUTE)));
    const clock = one.matches(".clock") ? one : one.querySelector(".clock");
    if (!told) return;
    if (kind === "late") moveLate(one.closest("tr.r"));
    if (!clock && kind === "late") { one.className = "c-danger m"; write(one, told); }
    if (!clock) return;
    clock.className = kind === "ok" ? "clock" : `clock ${kind}`;
    const use = clock.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${words.icons[kind]}`));
    write(clock, "answer" in one.dataset ? secours.fill(words.answer, { clock: told }) : told);
  }

  // An hour stays an hour until it is near.
  function remaining(form, kind, minutes) {
    if (kind === "late") return secours.fill(words.late, { time: duration(minutes) });
    if (form === "left") return secours.fill(words.left, { time: duration(minutes) });
    return kind === "soon" && secours.fill(words.soon, { time: duration(minutes) });
  }

  // Under Late, hidden while empty.
  function moveLate(row) {
    const late = document.querySelector("[data-late]");
    const from = row?.parentElement;
    if (!late || !from || from === late) return;
    const focused = row.querySelector(":focus");
    late.append(row);
    focused?.focus();
    for (const group of [late, from]) {
      const { length } = group.querySelectorAll("tr.r");
      group.hidden = !length;
      group.querySelector(".grp .n")?.replaceChildren(length);
    }
  }

  // Private
  function age(seconds) {
    const minutes = Math.max(0, Math.floor(seconds / MINUTE));
    if (minutes < 1) return words.now;
    if (minutes >= 60 && minutes < DAY) return secours.fill(words.hours, { n: Math.floor(minutes / 60) });
    return duration(minutes);
  }

  function duration(minutes) {
    if (minutes < 60) return secours.fill(words.minutes, { n: minutes });
    if (minutes >= DAY) return secours.fill(words.days, { n: Math.floor(minutes / DAY) });
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (!rest) return secours.fill(words.hours, { n: hours });
    return secours.fill(words.both, { hours, minutes: String(rest).padStart(2, "0") });
  }
});

// The words alone, when they changed: the sign before them stays.
function write(one, words) {
  if (one.lastChild?.nodeType !== Node.TEXT_NODE) one.append("");
  if (one.lastChild.data !== words) one.lastChild.data = words;
}
