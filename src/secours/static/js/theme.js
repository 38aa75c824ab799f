"use strict";
// Loaded alone, before the first paint. The tokens follow color-scheme by themselves;
// Tabler's own dark rules need the attribute, and so does a choice kept in the cookie.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function show() {
    const choice = root.dataset.theme || "auto";
    root.dataset.bsTheme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
  }

  dark.addEventListener("change", show);
  new MutationObserver(show).observe(root, { attributeFilter: ["data-theme"] });
  show();
})();
