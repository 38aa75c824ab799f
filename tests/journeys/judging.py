"""What is wrong with an open page: by Axe in light and dark, on a phone and on a desk, and in its width."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

PHONE, DESK = 360, 1440
# What a fixed bar hides at the fold is one scroll away: no fault of the target under it.
TALL = 1800
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on nothing but colours, and so is asked again in the other theme.
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = Axe().axe_script
VIOLATIONS = """rules => axe.run({ runOnly: rules, resultTypes: ["violations"], elementRef: false })
  .then(found => found.violations.flatMap(
  rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.html.slice(0, 160)}; ${[...node.any, ...node.all, ...node.none][0].message}`)))"""
# What is folded is judged too, where it folds into the page itself.
UNFOLD = "document.querySelectorAll('main details').forEach(one => { one.open = true })"


def judge(page: Any) -> list[str]:
    """A page loaded once, at the width of a phone and in the light, as it is left."""
    page.locator("#panel[hx-trigger=load]").wait_for(state="detached")
    page.evaluate(AXE)
    found: list[str] = []
    for part in _parts(page) or [None]:
        if part:
            part.click()
        found += _rules(page, RULES, "phone, light") + _width(page, PHONE)
    _show(page, DESK, "dark")
    page.evaluate(UNFOLD)
    found += _rules(page, RULES, "desk, dark") + _width(page, DESK)
    _show(page, DESK, "light")
    found += _rules(page, COLOURS, "desk, light")
    _show(page, PHONE, "light")
    where = urlsplit(page.url).path
    return [f"{where}: {one}" for one in found]


def _rules(page: Any, rules: list[str], state: str) -> list[str]:
    lines: list[str] = page.evaluate(VIOLATIONS, rules)
    return [f"{state}, {line}" for line in lines]


def _parts(page: Any) -> list[Any]:
    """The parts of a ticket, of which a phone shows one at a time."""
    found: list[Any] = page.locator("nav[data-parts] a:visible").all()
    return found


def _width(page: Any, most: int) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide, of {most}"] if width > most else []


def _show(page: Any, width: int, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 800 if width < 700 else TALL})
