"""The mailed link: once, one ticket, nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.channels.mail.letters import letter_of
from secours.journal.models import Outbox
from secours.people.models import PersonLink
from secours.people.operations import create_person, digest, make_person_link
from secours.tickets.models import Ticket
from secours.tickets.operations import declare_ticket, reply_to_ticket


@pytest.fixture
def mailed(scene):
    """A contact without account, two tickets, and the link of the first."""
    by = scene.enter("technician")
    requester = scene.person("requester")
    contact = create_person(
        by=by, organisation_id=requester.organisation_id, name="Léon Fabre", email="leon.fabre@example.org"
    )
    first = declare_ticket(by=by, requester=contact, text="Ma session se ferme toute seule", channel="mail")
    other = declare_ticket(by=by, requester=contact, text="Autre affaire", channel="mail")
    reply_to_ticket(first.id, by=by, text="Note secrète", internal=True)
    return first, other, make_person_link(contact.id, first.id)


def test_opening_spends_nothing_pressing_opens_the_ticket_once(client, mailed):
    ticket, _other, secret = mailed
    address = f"/portal/follow/{secret}/"
    assert client.get(address).status_code == 200
    assert PersonLink.objects.get(sha256=digest(secret)).used_at is None
    page = client.post(address, follow=True)
    assert page.request["PATH_INFO"] == f"/portal/tickets/{ticket.number}/"
    assert "Ma session se ferme toute seule" in page.content.decode()
    assert "Note secrète" not in page.content.decode()
    assert PersonLink.objects.get(sha256=digest(secret)).used_at is not None


def test_the_contact_sees_that_ticket_only_and_may_reply(client, mailed):
    ticket, other, secret = mailed
    client.post(f"/portal/follow/{secret}/")
    assert client.get(f"/portal/tickets/{other.number}/").status_code == 404
    for address in ("/portal/", "/portal/tickets/", "/portal/request/"):
        assert client.get(address).url == f"/portal/tickets/{ticket.number}/"
    assert client.post("/portal/", {"text": "Encore une panne"}).status_code == 404
    page = client.post(f"/portal/tickets/{ticket.number}/replies/", {"text": "Cela continue"}, follow=True)
    assert "Cela continue" in page.content.decode()


def test_a_second_use_asks_for_a_new_link(client, mailed):
    from django.test import Client

    _ticket, _other, secret = mailed
    client.post(f"/portal/follow/{secret}/")
    thief = Client()
    for answer in (thief.get(f"/portal/follow/{secret}/"), thief.post(f"/portal/follow/{secret}/")):
        assert answer.status_code == 410
    assert "contact" not in thief.session


def test_an_old_link_no_longer_opens(client, mailed):
    _ticket, _other, secret = mailed
    PersonLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.post(f"/portal/follow/{secret}/").status_code == 410


def test_a_new_link_goes_to_the_mailbox_once_and_tells_nothing(client, scene, mailed):
    _ticket, _other, secret = mailed
    client.post(f"/portal/follow/{secret}/")
    client.session.flush()
    answers = [
        client.post(f"/portal/follow/{one}/renewal/", follow=True) for one in (secret, secret, "invented")
    ]
    assert {answer.status_code for answer in answers} == {200}
    scene.enter_system()
    asked = Outbox.objects.get(event="link.asked")
    assert asked.recipient == "leon.fabre@example.org"
    assert asked.data["secret"].encode() not in answers[0].content
    assert client.get(f"/portal/follow/{asked.data['secret']}/").status_code == 200


def test_the_letter_holds_the_new_link(client, scene, mailed):
    _ticket, _other, secret = mailed
    client.post(f"/portal/follow/{secret}/")
    client.session.flush()
    client.post(f"/portal/follow/{secret}/renewal/")
    asked = Outbox.objects.get(event="link.asked")
    new = asked.data["secret"]
    scene.enter_system()
    letter = letter_of(asked, Ticket.objects.get(id=asked.subject_id))
    assert f"/portal/follow/{new}/" in letter.text


def test_an_invented_link(client, scene):
    assert client.get("/portal/follow/abcdef/").status_code == 410
