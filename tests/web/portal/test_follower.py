"""Who follows a shared incident reads what the team says of it, and is not told to do what they may not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.people.errors import NotAllowed
from secours.tickets.models import Ticket
from secours.tickets.operations import (
    attach_to_known_incident,
    change_ticket,
    declare_ticket,
    reply_to_ticket,
    resolve_ticket,
)


@pytest.fixture
def incident(scene):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Réseau coupé au deuxième")
    change_ticket(ticket.id, by=by, is_known_incident=True)
    attach_to_known_incident(ticket.id, by=scene.enter("colleague"), person=scene.person("colleague"))
    scene.enter_system()
    return ticket


def late(ticket):
    Ticket.objects.filter(id=ticket.id).update(response_due_at=timezone.now() - timedelta(hours=1))


def test_a_late_answer_tells_the_follower_to_call_and_the_requester_to_write(scene, screen, incident):
    scene.enter_system()
    late(incident)
    address = f"/portal/tickets/{incident.number}/"
    follower, requester = screen("colleague").open(address), screen("requester").open(address)
    assert ("rite again" in follower.text, 'name="text"' in follower.html) == (False, False)
    assert "Call if it cannot wait" in follower.text
    assert (
        'name="text"' in requester.html,
        "Écrivez" in requester.text or "Réécrivez" in requester.text,
    ) == (
        True,
        True,
    )


def test_a_follower_is_not_asked_whether_it_works(scene, screen, incident):
    resolve_ticket(incident.id, by=scene.enter("technician"), text="Commutateur remplacé")
    page = screen("colleague").open(f"/portal/tickets/{incident.number}/")
    assert "Tell us whether it works" not in page.text
    assert "Commutateur remplacé" in page.text


def test_a_follower_may_not_write_wherever_they_try(scene, screen, incident):
    page = screen("colleague").open(f"/portal/tickets/{incident.number}/")
    page.press(f"/portal/tickets/{incident.number}/replies/", text="Chez moi aussi")
    assert page.response.status_code == 403
    assert "To write to the team, declare yours" in page.text
    with pytest.raises(NotAllowed, match="Vous suivez seulement"):
        reply_to_ticket(incident.id, by=scene.enter("colleague"), text="Chez moi aussi")
