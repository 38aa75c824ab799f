// nav[data-parts]: its links (#diagnosis, #talk, #facts) show one part at a time on a phone; wide, all show.
// [data-part=ID] elsewhere shows that part, then focuses data-focus. Without script the links scroll.
secours.bind("[data-parts]", (nav) => {
  const links = [...nav.querySelectorAll("a[href^='#']")];
  const part = (link) => document.getElementById(link.hash.slice(1));

  links.forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); show(link); }));
  document.querySelectorAll("[data-part]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    show(links.find((link) => link.hash === `#${button.dataset.part}`));
    document.querySelector(button.dataset.focus || null)?.focus();
  }));
  const asked = document.getElementById(location.hash.slice(1));
  show(links.find((link) => asked && part(link)?.contains(asked)) || links[0]);

  function show(chosen) {
    if (!chosen) return;
    links.forEach((link) => {
      link.classList.toggle("on", link === chosen);
      link.toggleAttribute("aria-current", link === chosen);
      part(link)?.classList.toggle("part-off", link !== chosen);
    });
  }
});

// [data-tabs]: role=tab buttons with aria-controls; data-kind goes to the form as class and hidden field.
secours.bind("[data-tabs]", (bar) => {
  const tabs = [...bar.querySelectorAll("[role=tab]")];
  tabs.forEach((tab) => tab.addEventListener("click", () => choose(tab)));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches("[role=tab]")) return;
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    choose(next);
  });

  function choose(tab) {
    tabs.forEach((other) => {
      other.setAttribute("aria-selected", other === tab);
      other.tabIndex = other === tab ? 0 : -1;
      const panel = document.getElementById(other.getAttribute("aria-controls"));
      if (panel) panel.hidden = other !== tab;
    });
    document.getElementById(tab.getAttribute("aria-controls"))?.querySelector("textarea")?.focus();
  }
});
