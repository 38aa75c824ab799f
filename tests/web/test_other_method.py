"""What only takes a form, asked for by its address: a sentence, never the browser's own page."""

import pytest
from django.urls import reverse

from secours.tickets.operations import declare_ticket


@pytest.fixture
def address(scene):
    ticket = declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), title="Panne", text="Rien"
    )
    return reverse("workbench:messages", args=[ticket.number])


def test_a_page_says_what_to_do(sign_in, address):
    answer = sign_in("technician").get(address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Cette adresse ne s’utilise pas ainsi : revenez" in answer.content.decode()


def test_a_program_reads_a_problem(client, scene):
    answer = client.delete("/api/v1/tickets")
    assert (answer.status_code, answer.json()["code"]) == (405, "not_allowed_here")
    assert "openapi.json" in answer.json()["sentence"]
