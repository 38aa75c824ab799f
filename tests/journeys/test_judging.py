"""judging.js, which every kind of page is judged by, finds what it is there to find, and what Axe finds."""

from typing import Any

import pytest
from tests.journeys.judging import SCRIPT, violations

# Faint in either theme: what is written in it cannot be read.
SPOILT = "document.documentElement.style.setProperty('--ink-3', 'light-dark(#b8b6b0, #444a48)')"
BY_AXE = """theme => { document.documentElement.dataset.theme = theme;
  return axe.run({ runOnly: ["color-contrast"], preload: false }).then(found => [
    ...new Set(found.violations.flatMap(rule => rule.nodes.map(node => node.element ?? document.querySelector(node.target[0])))
      .map(element => element.className))].sort()) }"""
BY_US = """theme => [...new Set(judging.contrast(theme).map(line => /class="([^"]*)"/.exec(line.split("<")[1])?.[1] ?? ""))].sort()"""


@pytest.fixture
def ticket(page: Any) -> Any:
    opened = page("technician", "/workbench/tickets/1001/")
    opened.locator("#panel[hx-trigger=load]").wait_for(state="detached")
    opened.evaluate(SCRIPT)
    return opened


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_faint_words_are_found_as_axe_finds_them(ticket: Any, theme: str) -> None:
    ticket.evaluate(SPOILT)
    by_axe = set(ticket.evaluate(BY_AXE, theme))
    assert len(by_axe) > 3
    assert by_axe <= set(ticket.evaluate(BY_US, theme))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("document.querySelector('nav').removeAttribute('aria-label')", "landmarks"),
        ("document.querySelector('main').insertAdjacentHTML('beforeend', '<p>Voir <a class=btn href=#>ici</a>.</p>')", "links"),
        ("document.styleSheets[1].insertRule('.side { position: fixed !important; inset: 0 !important; width: 100% !important; z-index: 99 }', 0)", "covered"),
    ],
)  # fmt: skip
def test_what_axe_does_not_ask_is_found(ticket: Any, spoil: str, told: str) -> None:
    assert ticket.evaluate(f"judging.{told}()") == []
    ticket.evaluate(spoil)
    assert len(ticket.evaluate(f"judging.{told}()")) >= 1


def test_two_mains_and_a_role_out_of_place_are_found(ticket: Any) -> None:
    ticket.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforebegin', '<main></main><form role=tabpanel></form>')"
    )
    told = "\n".join(violations(ticket, "desk", {}))
    assert "landmark-no-duplicate-main" in told
    assert "aria-allowed-role" in told
