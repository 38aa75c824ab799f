"""Whatever happens to tickets, in any order, the journal alone tells the same occurrences as the rows."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secours.faults.models import Occurrence
from secours.faults.operations import count_due_occurrences
from secours.faults.operations.learning import mark_relapses
from secours.faults.queries import counts_of, differences, replay
from secours.people.errors import Refused
from secours.tickets.models import Ticket
from secours.tickets.operations import (
    change_ticket,
    close_ticket,
    close_without_answer,
    link_tickets,
    reopen_ticket,
    resolve_ticket,
    unlink_tickets,
)

_TICKETS = 3
_ACTS = (
    "resolve", "resolve_unknown", "reopen", "close", "no_answer", "count", "merge", "relate", "part", "declare",
    "come_back", "to_printer", "to_computer",
)  # fmt: skip
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(_ACTS),
        st.integers(0, _TICKETS - 1),
        st.integers(0, _TICKETS - 1),
        st.sampled_from(["spooler", "power", "jam"]),
    ),
    min_size=4,
    max_size=14,
)


def act(desk, tickets, what, ticket, other, code):
    match what:
        case "resolve":
            desk.resolve(ticket, code, answers={desk.check("on").id: "yes"})
        case "resolve_unknown":
            resolve_ticket(ticket.id, by=desk.by)
        case "reopen":
            reopen_ticket(ticket.id, by=desk.by, why="encore")
        case "close":
            close_ticket(ticket.id, by=desk.by)
        case "no_answer":
            close_without_answer(ticket.id, by=desk.by)
        case "count":
            count_due_occurrences(by=desk.by, now=timezone.now() + timedelta(days=8))
        case "merge":
            link_tickets(ticket.id, other.number, by=desk.by, kind="duplicate")
        case "relate":
            link_tickets(ticket.id, other.number, by=desk.by, kind="related")
        case "part":
            unlink_tickets(ticket.id, other.number, by=desk.by)
        case "come_back":
            mark_relapses(Ticket.objects.get(id=ticket.id), desk.fault.id, by=desk.by)
        case "to_printer":
            change_ticket(ticket.id, by=desk.by, device=desk.scene.device("IMP-2E-03"))
        case "to_computer":
            change_ticket(ticket.id, by=desk.by, device=desk.scene.device("PC-0231"))
        case "declare":
            tickets.append(desk.declare())


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS, quiet=st.sampled_from([0, 7]))
def test_the_journal_tells_the_same_rows(desk, steps, quiet):
    point = transaction.savepoint()
    desk.quiet_days(quiet)
    tickets = [desk.declare(device="IMP-2E-03" if number else None) for number in range(_TICKETS)]
    for what, first, second, code in steps:
        with suppress(Refused), transaction.atomic():
            act(desk, tickets, what, tickets[-1 - first], tickets[-1 - second], code)
    assert differences() == []
    told = [one for one in replay().values() if one.state == "counted" and one.fault == desk.fault.id]
    assert counts_of(desk.fault.id).cases == len(told)
    transaction.savepoint_rollback(point)


def test_given_back_while_joined_then_parted(desk):
    """The case that did hold after all waits until its ticket is no longer joined to another."""
    first, again, other = (desk.declare() for _ in range(3))
    occurrence = desk.resolve(first)
    mark_relapses(Ticket.objects.get(id=again.id), desk.fault.id, by=desk.by)
    link_tickets(first.id, other.number, by=desk.by, kind="duplicate")
    act(desk, [], "to_computer", again, again, "jam")
    occurrence.refresh_from_db()
    assert (occurrence.state, occurrence.relapsed_at) == ("withdrawn", None)
    assert differences() == []
    unlink_tickets(first.id, other.number, by=desk.by)
    occurrence.refresh_from_db()
    assert occurrence.state == "waiting"
    assert differences() == []


def test_a_row_changed_behind_the_journal_is_named(desk):
    occurrence = desk.resolve(desk.declare())
    Occurrence.objects.filter(id=occurrence.id).update(state="counted")
    assert differences() == [occurrence.resolution_id]
