"""A failure of ours: a page in the reader's language, with the reference under which the log has it."""

import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

# Of the cast, one reads French and one English.
SAID = {
    "requester": (
        "Une panne s’est produite de notre côté",
        "Référence à donner à votre administration : (.{8})<",
    ),
    "colleague": ("Something failed on our side", "Reference to give to your administrator: (.{8})<"),
}


@pytest.fixture
def broken(scene: Any) -> None:
    """A table is not there: nothing that a form or a person could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("ALTER TABLE tickets_ticket RENAME TO tickets_gone")
        cursor.execute("SET LOCAL ROLE secours_app")


@pytest.mark.parametrize("role", SAID)
def test_it_says_so_with_its_reference(
    broken: None, sign_in: Any, caplog: pytest.LogCaptureFixture, role: str
) -> None:
    browser: Client = sign_in(role)
    browser.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = browser.get("/portal/tickets/")
    page = answer.content.decode().replace("\u00a0", " ")
    title, reference = SAID[role]
    assert answer.status_code == 500
    assert title in page
    assert "tickets_ticket" not in page, "what failed is for the log"
    found = re.search(reference, page)
    assert found
    assert f"GET /portal/tickets/: reference {found[1]}" in caplog.text
