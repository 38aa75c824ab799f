"""Taking back an act: what was before is in its entry, and taking it back is an act like another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.journal.models import Entry
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Person
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


def refused(ticket, number, by):
    with pytest.raises(Refused) as refusal:
        undo(ticket.id, number, by=by)
    return refusal.value.code


def test_what_is_old_is_changed_not_undone(ticket, by, monkeypatch):
    hold_ticket(ticket.id, by=by, reason="supplier")
    resume_ticket(ticket.id, by=by)
    number, due_at = last(ticket).number, Ticket.objects.get(id=ticket.id).due_at
    later = timezone.now() + timedelta(minutes=11)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: later)
        assert refused(ticket, number, by) == "too_late"
    assert Ticket.objects.get(id=ticket.id).due_at == due_at
    undo(ticket.id, number, by=by)


def test_the_hold_of_a_colleague_stays(ticket, by, scene):
    hold_ticket(ticket.id, by=by, reason="supplier")
    held = last(ticket).number
    colleague = scene.enter("supervisor")
    resume_ticket(ticket.id, by=colleague)
    hold_ticket(ticket.id, by=colleague, reason="supplier", comment="mon attente")
    assert refused(ticket, held, scene.enter("technician")) == "overtaken"
    assert Ticket.objects.get(id=ticket.id).state == "on_hold"


@pytest.mark.parametrize("is_from_the_other", [False, True])
def test_the_link_of_a_colleague_stays(ticket, by, scene, is_from_the_other):
    other = declare_ticket(by=by, requester=scene.person("requester"), text="Plus de Wi-Fi")
    link_tickets(ticket.id, other.number, by=by, kind="related")
    linked = last(ticket).number
    one, two = (other, ticket) if is_from_the_other else (ticket, other)
    link_tickets(one.id, two.number, by=scene.enter("supervisor"), kind="attached")
    assert refused(ticket, linked, scene.enter("technician")) == "overtaken"
    assert Link.objects.get(ticket=one).kind == "attached"


def test_another_link_made_since_is_no_obstacle(ticket, by, scene):
    wifi, phone = (
        declare_ticket(by=by, requester=scene.person("requester"), text=text) for text in ("Wi-Fi", "Poste")
    )
    link_tickets(ticket.id, wifi.number, by=by)
    linked = last(ticket).number
    link_tickets(ticket.id, phone.number, by=by)
    undo(ticket.id, linked, by=by)
    assert Link.objects.get(ticket=ticket).other == phone


def test_it_is_not_given_back_to_someone_who_left(ticket, by, scene):
    colleague = scene.person("supervisor")
    assign_ticket(ticket.id, by=by, person_id=colleague.id)
    take_ticket(ticket.id, by=by)
    Person.objects.filter(id=colleague.id).update(is_active=False)
    assert refused(ticket, last(ticket).number, by) == "not_technician"
    assert Ticket.objects.get(id=ticket.id).assigned_to_id == by.person_id


@pytest.mark.parametrize("work", [take_ticket, lambda id, by: reply_to_ticket(id, by=by, text="Je regarde")])
def test_what_was_worked_on_while_on_hold_is_not_new_again(ticket, by, work):
    hold_ticket(ticket.id, by=by, reason="supplier")
    held = last(ticket).number
    work(ticket.id, by=by)
    undo(ticket.id, held, by=by)
    assert Ticket.objects.get(id=ticket.id).state == "in_progress"


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
