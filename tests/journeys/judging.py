"""What is wrong with an open page, on a phone and on a desk, in the light and in the dark.

Axe is asked on the phone in the light, with the colours, which are most of its cost, and on the desk without them:
judging.js reads the colours of all four ways to look for a tenth of it, as test_judging.py shows, and what Axe does
not ask.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

PHONE, DESK = 360, 1440
# Of a small phone; and enough for Axe to see all, since what a bar hides at the fold is one scroll away.
LOW, TALL = 640, 1800
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALSO = ["aria-allowed-role", "landmark-one-main", "landmark-no-duplicate-main", "landmark-main-is-top-level",
        "landmark-unique", "page-has-heading-one"]  # fmt: skip
SCRIPT = Axe().axe_script + Path(__file__).with_suffix(".js").read_text()
# Without `preload`, which reads every style sheet again for the sake of a film that plays by itself: we have none.
VIOLATIONS = """([tags, rules]) => axe.run({
    runOnly: tags, rules, resultTypes: ["violations"], elementRef: false, preload: false })
  .then(found => found.violations.flatMap(
  rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.html.slice(0, 160)}; ${[...node.any, ...node.all, ...node.none][0].message}`)))"""
NO_COLOURS = {"color-contrast": {"enabled": False}}
OURS = """() => ({ width: document.documentElement.scrollWidth,
  found: [...judging.contrast("light"), ...judging.contrast("dark"), ...judging.landmarks(), ...judging.links()] })"""
# What is folded is judged too, where it folds into the page itself.
UNFOLD = "document.querySelectorAll('main details').forEach(one => { one.open = true })"


def judge(page: Any) -> list[str]:
    """A page loaded once, at the width of a phone and in the light, as it is left."""
    page.locator("#panel[hx-trigger=load]").wait_for(state="detached")
    _bring(page)
    found: list[str] = []
    for _part in _parts(page):
        found += page.evaluate("judging.covered()")
    _show(page, PHONE, TALL)
    for _part in _parts(page):
        found += violations(page, "phone", {}) + _ours(page, PHONE)
    _show(page, DESK, TALL)
    page.evaluate(UNFOLD)
    found += violations(page, "desk", NO_COLOURS) + _ours(page, DESK)
    _show(page, PHONE, LOW)
    where = urlsplit(page.url).path
    return [f"{where}: {one}" for one in found]


def _bring(page: Any) -> None:
    """Once a page: it then comes with every document, before the document’s own scripts."""
    if not page.evaluate("'judging' in window"):
        page.add_init_script(SCRIPT)
        page.evaluate(SCRIPT)


def _parts(page: Any) -> Iterator[None]:
    """Shown in turn: the parts of a ticket, of which a phone shows one at a time; of other pages, all."""
    parts = page.locator("nav[data-parts] a:visible").all()
    for part in parts or [None]:
        if part:
            part.click()
        yield


def violations(page: Any, where: str, rules: dict[str, Any]) -> list[str]:
    """By Axe; `rules` as its option of that name."""
    also = {rule: {"enabled": True} for rule in ALSO}
    lines: list[str] = page.evaluate(VIOLATIONS, [RULES, {**also, **rules}])
    return [f"{where}, {line}" for line in lines]


def _ours(page: Any, width: int) -> list[str]:
    told = page.evaluate(OURS)
    lines = [f"{'phone' if width == PHONE else 'desk'}, {line}" for line in told["found"]]
    return lines + ([f"{told['width']} px wide, of {width}"] if told["width"] > width else [])


def _show(page: Any, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
