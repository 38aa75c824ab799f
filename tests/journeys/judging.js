// What axe does not ask, or is too slow to be asked of every way to look. Read by judging.py.
(() => {
  const CONTROLS = "main :is(a[href], button, input:not([type=hidden]), select, textarea, summary)";
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const known = new Map();

  // Of what is written, against what is painted behind it by its own ancestors: WCAG 1.4.3, as axe counts it.
  function contrast(theme) {
    const root = document.documentElement, before = root.dataset.bsTheme;
    root.dataset.bsTheme = theme;
    const seen = new Set(), found = [];
    for (const element of document.body.querySelectorAll("*")) {
      const ratio = isRead(element) ? ratioOf(element) : null;
      if (!ratio || ratio.is >= ratio.wanted || seen.has(element.className)) continue;
      seen.add(element.className);
      found.push(`${theme}, color-contrast: ${ratio.is.toFixed(2)}, of ${ratio.wanted}: ${element.outerHTML.slice(0, 160)}`);
    }
    root.dataset.bsTheme = before;
    return found;
  }

  // What has the focus is scrolled to, and no bar lies over it: WCAG 2.4.11, and all of it.
  function covered() {
    const found = [...document.querySelectorAll(CONTROLS)].filter(isShown).filter((control) => {
      control.scrollIntoView({ block: "nearest", behavior: "instant" });
      const box = control.getBoundingClientRect(), middle = box.left + box.width / 2;
      if (box.height > innerHeight / 2 || box.right > innerWidth) return false;
      return [box.top + 1, box.bottom - 1].some((y) => {
        const bar = barOf(document.elementFromPoint(middle, y));
        return bar && !bar.contains(control);
      });
    });
    scrollTo(0, 0);
    return found.slice(0, 3).map((control) => `covered by a bar: ${control.outerHTML.slice(0, 160)}`);
  }

  function landmarks() {
    const unnamed = [...document.querySelectorAll("nav, [role=navigation], section[role=region]")]
      .filter((one) => !one.ariaLabel && !one.getAttribute("aria-labelledby"));
    return unnamed.map((one) => `a landmark without a name: ${one.outerHTML.slice(0, 160)}`);
  }

  // A link among words is seen without its colour: WCAG 1.4.1.
  function links() {
    const plain = [...document.querySelectorAll("p a[href], .txt a[href], .banner span a[href]")].filter((link) =>
      isShown(link) && isAmongWords(link) && !getComputedStyle(link).textDecorationLine.includes("underline"));
    return plain.map((link) => `a link among words without a line: ${link.outerHTML.slice(0, 160)}`);
  }

  // Private
  function isShown(element) {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  }

  function isRead(element) {
    if (!element.matches("input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select, textarea")
      && ![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) return false;
    return isShown(element) && !element.closest(":disabled, [aria-disabled=true], [aria-hidden=true], option, svg, label:has(:disabled)");
  }

  function ratioOf(element) {
    const style = getComputedStyle(element), layers = [];
    let opacity = 1;
    for (let one = element; one; one = one.parentElement) {
      const behind = getComputedStyle(one);
      if (behind.backgroundImage !== "none") return null;
      opacity *= Number(behind.opacity);
      layers.push(rgba(behind.backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    const ground = layers.reverse().reduce((under, over) => blend(over, under, 1), [255, 255, 255]);
    const text = luminance(blend(rgba(style.color), ground, opacity)), back = luminance(ground);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    return { is: (Math.max(text, back) + .05) / (Math.min(text, back) + .05), wanted: isLarge ? 3 : 4.5 };
  }

  function rgba(colour) {
    if (!known.has(colour)) {
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  }

  function blend(over, under, opacity) {
    const alpha = over[3] * opacity;
    return [0, 1, 2].map((part) => over[part] * alpha + under[part] * (1 - alpha));
  }

  function luminance(colour) {
    const [red, green, blue] = colour.map((part) => part / 255).map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
    return .2126 * red + .7152 * green + .0722 * blue;
  }

  function barOf(element) {
    let one = element;
    while (one && !["fixed", "sticky"].includes(getComputedStyle(one).position)) one = one.parentElement;
    return one;
  }

  function isAmongWords(link) {
    const words = (node) => node?.nodeType === Node.TEXT_NODE && /\p{L}{2,}/u.test(node.data);
    return words(link.previousSibling) || words(link.nextSibling);
  }

  window.judging = { contrast, covered, landmarks, links };
})();
