"""Every page that a role can reach from its first one: accessible in light and dark, within the policy, without an
error, not wider than a phone. Axe judges each kind of page once, whoever sees it; the rest is watched for every role.
"""

import re
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.journeys.browsing import Browsing

ROLES = ["requester", "client", "outsider", "technician", "mission", "supervisor", "manager", "admin"]
MOST_PAGES = 60
WIDTH = 360
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = Axe().axe_script
VIOLATIONS = """rules => axe.run({ runOnly: rules, resultTypes: ["violations"] }).then(found => found.violations.flatMap(
  rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""
# Files, not pages; and what leaves the session.
NOT_PAGES = re.compile(r"\.(pdf|csv|xlsx|txt|png)$|^/(files|static|api)/|/logout/")
BEFORE_SIGN_IN = ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/signup/",
                  "/account/inactive/", "/portal/follow/inconnu/", "/setup/invitations/inconnu", "/no-such-page"]  # fmt: skip
# One of each fragment-or-page that a link of a list may not show on this day.
ALSO = {
    "technician": ["/workbench/tickets/1001/resolution", "/workbench/tickets/1001/hold", "/workbench/tickets/1001/assessment/"],
    "admin": ["/setup/components", "/account/2fa/", "/account/password/change/"],
    "requester": ["/portal/request/", "/account/preferences"],
}  # fmt: skip
_judged: set[str] = set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(page: Any, role: str) -> None:
    wrong = crawl(page(role, width=WIDTH), ALSO.get(role, []))
    assert wrong == [], "\n".join(wrong)


def test_every_page_before_sign_in(page: Any, browsing: Browsing) -> None:
    opened, wrong = page(width=WIDTH), []
    for path in BEFORE_SIGN_IN:
        opened.goto(path)
        wrong += wrong_with(opened)
    # A page that is not there is told to the console too, as an error.
    browsing.faults = [fault for fault in browsing.faults if "404" not in fault and "410" not in fault]
    assert wrong == [], "\n".join(wrong)


def crawl(page: Any, also: list[str]) -> list[str]:
    """By breadth, one of each kind of page; gives what is wrong."""
    waiting, seen = deque([page.url, *also]), set()
    wrong: list[str] = []
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.popleft()
        if kind_of(url) in seen:
            continue
        seen.add(kind_of(url))
        answered = page.goto(url)
        if answered.status >= 400:
            wrong.append(f"{url}: {answered.status}")
        page.locator("#panel[hx-trigger=load]").wait_for(state="detached")
        wrong += wrong_with(page)
        waiting.extend(links_of(page))
    assert len(seen) >= 4
    return wrong


def wrong_with(page: Any) -> list[str]:
    where, wrong = urlsplit(page.url).path, []
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > WIDTH:
        wrong.append(f"{where}: {width} px wide")
    if kind_of(page.url) not in _judged:
        _judged.add(kind_of(page.url))
        wrong += [f"{where}: {line}" for line in judged(page)]
    return wrong


def judged(page: Any) -> list[str]:
    """What Axe finds, one line each: every rule in the light, those of colour in the dark."""
    page.evaluate(AXE)
    lines: list[str] = page.evaluate(VIOLATIONS, RULES)
    page.emulate_media(color_scheme="dark")
    lines += [f"dark, {line}" for line in page.evaluate(VIOLATIONS, COLOURS)]
    page.emulate_media(color_scheme="light")
    return lines


def kind_of(url: str) -> str:
    """Its path with the numbers left out, and whether something is asked of it."""
    parts = urlsplit(url)
    return re.sub(r"\d+", "N", parts.path) + ("?" if parts.query else "")


def links_of(page: Any) -> list[str]:
    own: list[str] = page.evaluate(
        "[...document.querySelectorAll('a[href]:not([download])')]"
        ".filter(a => a.origin === location.origin && !a.hash).map(a => a.pathname + a.search)"
    )
    return [link for link in own if not NOT_PAGES.search(link.split("?")[0])]
