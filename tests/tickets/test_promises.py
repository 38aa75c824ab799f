"""Whatever happens to a ticket, in any order, its promises are those that the journal, the calendar and the agreement
tell, counted minute by minute."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secours.journal.models import Entry
from secours.people.errors import Refused
from secours.service_levels.models import Target
from secours.service_levels.queries import promise_for
from secours.tickets.models import Ticket
from secours.tickets.operations import (
    assign_ticket,
    change_ticket,
    close_ticket,
    close_without_answer,
    declare_ticket,
    escalate_ticket,
    hold_ticket,
    renew_deadlines,
    reopen_ticket,
    reply_to_ticket,
    resolve_ticket,
    resume_ticket,
    undo,
)

_MINUTE = timedelta(minutes=1)
_ACTS = (
    "hold", "hold", "await", "resume", "resume", "urgent", "calm", "assign", "answer", "spoken", "solve", "reopen", "close",
    "cancel", "undo", "undo", "target", "note", "hand_on",
)  # fmt: skip
_STEPS = st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(1, 400)), min_size=3, max_size=10)


@pytest.fixture
def clock(monkeypatch):
    """Whole minutes, from a Tuesday morning on."""
    moment = [datetime(2026, 11, 24, 8, 0, tzinfo=UTC)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment[0])
    return moment


def act(scene, ticket, what, minutes):
    by = scene.enter("technician")
    match what:
        case "hold":
            hold_ticket(ticket.id, by=by, reason="supplier")
        case "await":
            hold_ticket(ticket.id, by=by, reason="requester")
        case "resume":
            resume_ticket(ticket.id, by=by)
        case "urgent":
            change_ticket(ticket.id, by=by, urgency=1, impact=1)
        case "calm":
            change_ticket(ticket.id, by=by, urgency=3, impact=3)
        case "assign":
            assign_ticket(ticket.id, by=by, person_id=by.person_id)
        case "hand_on":
            team = scene.person("technician").memberships.first()
            escalate_ticket(ticket.id, by=by, team_id=team.team_id if team else 0, note="la suite")
        case "answer":
            reply_to_ticket(ticket.id, by=by, text="on regarde")
        case "note":
            reply_to_ticket(ticket.id, by=by, text="pour nous", internal=True)
        case "spoken":
            reply_to_ticket(ticket.id, by=scene.enter("requester"), text="et alors ?")
        case "solve":
            resolve_ticket(ticket.id, by=by)
        case "reopen":
            reopen_ticket(ticket.id, by=by, why="encore")
        case "close":
            close_ticket(ticket.id, by=by)
        case "cancel":
            close_without_answer(ticket.id, by=by)
        case "undo":
            undo(ticket.id, Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id).count(), by=by)
        case "target":
            by = scene.enter_system()
            Target.objects.update(resolution_minutes=300 + minutes, response_minutes=30 + minutes % 60)
            renew_deadlines(by=by)


def stopped_spans(ticket):
    """When the clock stood still, from the entries alone; while it does, nothing of that hold is counted yet."""
    spans, since, ended, reasons = [], None, None, []
    for entry in Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id).order_by("number"):
        undoes = entry.data.get("undoes")
        spoken = entry.kind == "ticket.replied" and entry.data["from_requester"]
        if entry.kind == "ticket.held" and undoes:
            since, _end = spans.pop()
        elif entry.kind == "ticket.held":
            spans += [(since, entry.at)] if since is not None else []
            since = entry.at
            reasons.append(entry.data["reason"])
        elif entry.kind == "ticket.resumed" and undoes and _was_held(ticket, undoes):
            former = spans.pop()
            spans.append((since, entry.at))
            since = former[0]
            reasons.pop()
        elif entry.kind in ("ticket.resumed", "ticket.solved", "ticket.closed") or (
            spoken and reasons[-1:] == ["requester"]
        ):
            if since is not None:
                spans.append((since, entry.at))
                since = None
            if entry.kind in ("ticket.solved", "ticket.closed"):
                ended = ended or entry.at
        elif entry.kind == "ticket.reopened":
            spans.append((ended, entry.at))
            ended = None
    return spans


def _was_held(ticket, number):
    entry = Entry.objects.get(subject_kind="ticket", subject_id=ticket.id, number=number)
    return entry.data["inverse"]["state"] == "on_hold"


def told_slowly(start, minutes, hours, spans):
    day, left = start.date(), minutes
    for _ in range(60):
        for opened, closed in hours.spans_on(day):
            moment = max(opened, start)
            while moment < closed:
                if not any(begun <= moment < over for begun, over in spans):
                    left -= 1
                    if left == 0:
                        return moment + _MINUTE
                moment += _MINUTE
        day += timedelta(days=1)
    return None


def check(found):
    promise, spans = promise_for(found.organisation_id, found.priority), stopped_spans(found)
    response = told_slowly(found.created_at, promise.response_minutes, promise.hours, [])
    due = told_slowly(found.created_at, promise.resolution_minutes, promise.hours, spans)
    first = min(response, due) if found.responded_at is None else due
    assert (found.response_due_at, found.due_at, found.next_due_at) == (response, due, first)


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_promises_are_what_the_journal_tells(scene, clock, steps):
    point = transaction.savepoint()
    clock[0] = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Écran noir")
    is_behind = False
    for what, minutes in steps:
        # An undo comes soon after what it takes back, else it is refused.
        clock[0] += _MINUTE * (minutes % 9 if what == "undo" else minutes)
        with suppress(Refused), transaction.atomic():
            act(scene, ticket, what, minutes)
        scene.enter_system()
        found = Ticket.objects.get(id=ticket.id)
        # What is over keeps the promise that it was held to; reopened, it follows the agreement of now.
        is_behind = not found.is_open and (is_behind or what == "target")
        if not is_behind:
            check(found)
    transaction.savepoint_rollback(point)
