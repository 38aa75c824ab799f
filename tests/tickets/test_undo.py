"""Taking back an act: what was before is in its entry, and taking it back is an act like another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.journal.models import Entry
from secours.people.errors import NotAllowed, Refused
from secours.tickets.models import Assignment, Link, Ticket
from secours.tickets.operations import (
    assign_ticket,
    change_ticket,
    declare_ticket,
    hold_ticket,
    link_tickets,
    reply_to_ticket,
    resume_ticket,
    take_ticket,
    undo,
    unlink_tickets,
)
from secours.tickets.operations.undoing import undoable_since


@pytest.fixture
def by(scene):
    return scene.enter("technician")


@pytest.fixture
def ticket(scene, by):
    return declare_ticket(by=by, requester=scene.person("requester"), text="Plus de réseau")


def last(ticket):
    return Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id).order_by("number").last()


def undone(ticket, by):
    undo(ticket.id, last(ticket).number, by=by)
    return Ticket.objects.get(id=ticket.id)


def test_a_charge_taken_back_leaves_the_ticket_new(ticket, by):
    take_ticket(ticket.id, by=by)
    taken = last(ticket)
    back = undone(ticket, by)
    assert (back.assigned_to_id, back.team_id, back.state) == (None, ticket.team_id, "new")
    assert (last(ticket).kind, last(ticket).data["undoes"]) == ("ticket.assigned", taken.number)
    assert Assignment.objects.filter(ticket=ticket, ends_at=None).get().person_id is None


def test_who_had_it_has_it_again(ticket, by, scene):
    take_ticket(ticket.id, by=by)
    reply_to_ticket(ticket.id, by=by, text="Je regarde")
    assign_ticket(ticket.id, by=by)
    back = undone(ticket, by)
    assert (back.assigned_to_id, back.state) == (by.person_id, "in_progress")


def test_a_hold_taken_back_and_a_resumption(ticket, by):
    hold_ticket(ticket.id, by=by, reason="supplier", comment="RMA")
    assert undone(ticket, by).state == "new"
    assert not ticket.holds.filter(ends_at=None).exists()
    hold_ticket(ticket.id, by=by, reason="date", until=timezone.now() + timedelta(days=2))
    hold = ticket.holds.get(ends_at=None)
    resume_ticket(ticket.id, by=by)
    assert undone(ticket, by).state == "on_hold"
    assert ticket.holds.get(ends_at=None) == hold


def test_fields_and_promise_come_back(ticket, by, scene):
    before = Ticket.objects.get(id=ticket.id)
    change_ticket(ticket.id, by=by, impact=1, urgency=1, device=scene.device("PC-0231"))
    assert Ticket.objects.get(id=ticket.id).priority < before.priority
    back = undone(ticket, by)
    assert (back.impact, back.urgency, back.priority, back.device) == (
        before.impact, before.urgency, before.priority, None,
    )  # fmt: skip
    assert back.due_at == before.due_at


def test_a_link_comes_and_goes(ticket, by, scene):
    other = declare_ticket(by=by, requester=scene.person("requester"), text="Plus de Wi-Fi")
    link_tickets(ticket.id, other.number, by=by, kind="caused_by")
    undone(ticket, by)
    assert not Link.objects.filter(ticket=ticket).exists()
    link_tickets(ticket.id, other.number, by=by, kind="caused_by")
    unlink_tickets(ticket.id, other.number, by=by)
    undone(ticket, by)
    assert Link.objects.get(ticket=ticket).kind == "caused_by"


def test_what_has_changed_since_stays(ticket, by, scene):
    take_ticket(ticket.id, by=by)
    taken = last(ticket).number
    assign_ticket(ticket.id, by=by)
    with pytest.raises(Refused) as refusal:
        undo(ticket.id, taken, by=by)
    assert refusal.value.code == "overtaken"
    undo(ticket.id, last(ticket).number, by=by)
    with pytest.raises(Refused) as refusal:
        undo(ticket.id, last(ticket).number, by=by)  # an undoing is not undone
    assert refusal.value.code == "not_undoable"


def test_words_and_hand_overs_are_not_taken_back(ticket, by, scene):
    begun = timezone.now()
    change_ticket(ticket.id, by=by, title="Réseau coupé")
    reply_to_ticket(ticket.id, by=by, text="Je regarde")
    assert undoable_since([ticket.id], begun, by=by) == {}


def test_only_who_did_it(ticket, by, scene):
    take_ticket(ticket.id, by=by)
    number = last(ticket).number
    with pytest.raises(NotAllowed):
        undo(ticket.id, number, by=scene.enter("supervisor"))
    with pytest.raises(NotAllowed):
        undo(ticket.id, number, by=scene.enter("requester"))


def test_from_the_toast(sign_in, ticket):
    browser = sign_in("technician")
    page = browser.post(f"/workbench/tickets/{ticket.number}/charge", follow=True).content.decode()
    address = page.split('<div class="toast-s"')[1].split('action="')[1].split('"')[0]
    assert address.startswith("/workbench/undo?t=")
    told = browser.post(address, follow=True).content.decode()
    assert "C’est défait." in told
    assert "(défait)" in told
    assert Ticket.objects.get(id=ticket.id).assigned_to_id is None
    again = browser.post(address, follow=True).content.decode()
    assert "a changé depuis" in again


def test_several_at_once_from_the_queue(sign_in, ticket, by, scene):
    other = declare_ticket(by=by, requester=scene.person("requester"), text="Plus de Wi-Fi")
    browser = sign_in("technician")
    told = browser.post("/workbench/bulk/charge", {"t": [ticket.number, other.number]}, follow=True)
    address = told.content.decode().split('<div class="toast-s"')[1].split('action="')[1].split('"')[0]
    browser.post(address.replace("&amp;", "&"))
    assert not Ticket.objects.filter(id__in=[ticket.id, other.id]).exclude(assigned_to=None).exists()
