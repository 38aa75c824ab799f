"""What the clock does to tickets."""

from datetime import timedelta

from django.core import mail as sent
from django.utils import timezone

from secours.channels.tending import close_solved, end_dated_holds, remind_requesters
from secours.tickets.models import Hold, Ticket
from secours.tickets.operations import declare_ticket, hold_ticket, resolve_ticket


def declared(scene):
    return declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text="Écran noir")


def next_open(days):
    """A Tuesday at 10:00 some days from now: in open hours, whatever today is."""
    at = timezone.localtime().replace(hour=10, minute=0) + timedelta(days=days)
    while at.weekday() != 1 or (at.month, at.day) in {
        (5, 1),
        (5, 8),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
        (1, 1),
    }:
        at += timedelta(days=1)
    return at


def state(ticket):
    return Ticket.objects.values_list("state", flat=True).get(id=ticket.id)


def test_a_hold_ends_on_its_date(scene):
    ticket = declared(scene)
    until = timezone.now() + timedelta(hours=1)
    hold_ticket(ticket.id, by=scene.actor("technician"), reason="date", until=until)
    by = scene.enter_system()
    assert end_dated_holds(by=by, now=until - timedelta(minutes=1)) == 0
    assert end_dated_holds(by=by, now=until) == 1
    assert state(ticket) == "in_progress"


def test_a_solved_ticket_closes_after_the_days_of_grace(scene):
    ticket = declared(scene)
    resolve_ticket(ticket.id, by=scene.actor("technician"), text="Fait")
    by, now = scene.enter_system(), timezone.now()
    assert close_solved(by=by, now=now + timedelta(days=4, hours=23)) == 0
    assert close_solved(by=by, now=now + timedelta(days=5, minutes=1)) == 1
    assert state(ticket) == "closed"


def test_two_reminders_then_closed_without_answer(scene, run_jobs):
    ticket = declared(scene)
    hold_ticket(ticket.id, by=scene.actor("technician"), reason="requester", comment="Quel modèle ?")
    by = scene.enter_system()
    run_jobs()
    sent.outbox.clear()
    at = next_open(3)
    assert [remind_requesters(by=by, now=at), remind_requesters(by=by, now=at)][0] == 1
    run_jobs()
    remind_requesters(by=by, now=at + timedelta(days=14))
    run_jobs()
    assert ["réponse" in one.subject for one in sent.outbox] == [True] * len(sent.outbox)
    assert Hold.objects.get(ticket=ticket).reminders == 2
    remind_requesters(by=by, now=at + timedelta(days=28))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closure) == ("closed", "no_answer")


def test_nobody_is_reminded_at_night(scene):
    ticket = declared(scene)
    hold_ticket(ticket.id, by=scene.actor("technician"), reason="requester")
    assert remind_requesters(by=scene.enter_system(), now=next_open(4).replace(hour=23)) == 0
