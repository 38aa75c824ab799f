"""Tickets of the cast, and counting of queries, for the pages of the workbench."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def declare(scene: Any) -> Callable[..., Any]:
    """`declare(title="…")` makes a ticket of Claire’s, noted by the technician."""

    def declared(**told: Any) -> Any:
        from secours.tickets.operations import declare_ticket

        by = scene.enter("technician")
        requester = scene.person(told.pop("who", "requester"))
        told.setdefault("text", told.get("title", "L’imprimante n’imprime plus"))
        return declare_ticket(by=by, requester=requester, **told)

    return declared


@pytest.fixture
def queries_of() -> Callable[..., int]:
    """How many queries an address costs; the first visit warms caches."""

    def counted(browser: Any, url: str) -> int:
        assert browser.get(url).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            browser.get(url)
        return len(seen)

    return counted


@pytest.fixture
def in_english(scene: Any) -> Callable[[str], None]:
    """From now on this role reads English."""

    def chosen(role: str) -> None:
        from secours.people.models import Account

        Account.objects.filter(email=f"{role}@demo.example").update(language="en")

    return chosen
