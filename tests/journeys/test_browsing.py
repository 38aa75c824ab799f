"""A page is watched: what goes wrong in it fails the test that opened it, whatever the test looks at."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.journeys.browsing import Browsing

FAILED, GIVEN_UP = "htmx:afterRequest", "htmx:sendAbort"


@pytest.fixture
def told(browsing: Browsing) -> Callable[..., list[str]]:
    """What is found wrong once a page has told these errors to its console, as htmx does."""

    def found(*events: str) -> list[str]:
        page = browsing.open(path="/account/login/")
        page.evaluate("events => events.forEach(event => console.error(event, {}))", list(events))
        try:
            browsing.close_pages()
        except AssertionError as wrong:
            return str(wrong).splitlines()
        return []

    return found


def test_a_request_given_up_is_no_failure(told: Any) -> None:
    assert told(FAILED, GIVEN_UP, FAILED, GIVEN_UP) == []


@pytest.mark.parametrize("events", [[FAILED], [GIVEN_UP, FAILED], [FAILED, FAILED, GIVEN_UP]])
def test_a_request_that_failed_is_one(told: Any, events: list[str]) -> None:
    wrong = told(*events)
    assert len(wrong) == 1
    assert FAILED in wrong[0]
