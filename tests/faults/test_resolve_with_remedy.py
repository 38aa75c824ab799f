"""A resolution keeps one case; it counts after its quiet window, unless something says that it must not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.faults.choices import LearningState
from secours.faults.models import Occurrence
from secours.faults.operations import count_due_occurrences
from secours.faults.queries import counts_of
from secours.journal.models import Entry
from secours.people.errors import Refused
from secours.tickets.operations import (
    close_without_answer,
    link_tickets,
    reopen_ticket,
    resolve_ticket,
    unlink_tickets,
)


def only(ticket):
    return Occurrence.objects.get(ticket=ticket)


def test_the_case_keeps_what_it_was_and_where(desk):
    occurrence = desk.resolve(desk.declare(), text="File vidée")
    assert (occurrence.fault, occurrence.cause) == (desk.fault, desk.cause("spooler"))
    assert occurrence.attempts == [[desk.remedy("spooler").id, "fixed"]]
    assert occurrence.device_model == "Lexmark MX522"
    assert occurrence.state == LearningState.WAITING
    assert occurrence.counts_at - occurrence.happened_at == timedelta(days=7)
    assert occurrence.resolution.ticket.state == "solved"
    assert Occurrence.objects.filter(ticket=occurrence.ticket).count() == 1


def test_it_counts_once_its_quiet_window_has_passed(desk):
    occurrence = desk.resolve(desk.declare())
    assert count_due_occurrences(by=desk.by) == 0
    assert counts_of(desk.fault.id).cases == 0
    later = timezone.now() + timedelta(days=8)
    assert count_due_occurrences(by=desk.by, now=later) == 1
    assert count_due_occurrences(by=desk.by, now=later) == 0
    occurrence.refresh_from_db()
    assert occurrence.state == LearningState.COUNTED
    assert counts_of(desk.fault.id).cases == 1


def test_without_a_quiet_window_it_counts_at_once(desk):
    desk.quiet_days(0)
    yes, no = desk.check("on"), desk.check("stuck")
    asked = {yes.id: "yes", no.id: "no"}
    occurrence = desk.resolve(
        desk.declare(), answers=asked, attempts=[(desk.remedy("power").id, "not_fixed")]
    )
    counts = counts_of(desk.fault.id)
    assert counts.cases == 1
    assert counts.causes == {occurrence.cause_id: 1.0}
    assert counts.cause_cases == {occurrence.cause_id: 1}
    assert counts.answers == {(yes.id, occurrence.cause_id): (1, 0), (no.id, occurrence.cause_id): (0, 1)}
    assert counts.tried(desk.remedy("power").id) == (1, 0, 0)
    assert counts.tried(desk.remedy("spooler").id) == (1, 1, 0)


@pytest.mark.parametrize(
    ("confirmed", "weight"), [("verified", 1), ("monitoring", 1), ("user", 0.5), ("unconfirmed", 0.3)]
)
def test_a_case_weighs_what_its_confirmation_is_worth(desk, confirmed, weight):
    desk.quiet_days(0)
    occurrence = desk.resolve(desk.declare(), confirmed_how=confirmed)
    assert occurrence.weight == weight
    counts = counts_of(desk.fault.id)
    assert counts.causes[occurrence.cause_id] == weight
    assert (counts.cases, counts.tried(occurrence.remedy_id)) == (1, (1, 1, 0))


def test_the_second_level_is_believed(desk):
    from secours.people.models import Team
    from secours.people.operations import join_team

    join_team(Team.objects.get(level=2), desk.scene.person("technician"), by=desk.scene.enter_system())
    occurrence = desk.resolve(desk.declare(), by=desk.scene.enter("technician"), confirmed_how="unconfirmed")
    assert occurrence.weight == 1


def test_reopening_takes_its_counts_away_exactly(desk):
    desk.quiet_days(0)
    desk.resolve(desk.declare(device=None), answers={desk.check("on").id: "yes"})
    before = counts_of(desk.fault.id)
    ticket = desk.declare(device=None)
    desk.resolve(ticket, "power", answers={desk.check("on").id: "no"})
    assert counts_of(desk.fault.id) != before
    reopen_ticket(ticket.id, by=desk.by, why="Toujours en panne")
    assert counts_of(desk.fault.id) == before
    desk.resolve(ticket)
    assert counts_of(desk.fault.id).cases == 2


def test_a_ticket_solved_otherwise_has_a_cause_unknown(desk):
    ticket = desk.declare()
    resolve_ticket(ticket.id, by=desk.by, text="Revenu tout seul")
    occurrence = only(ticket)
    assert (occurrence.fault, occurrence.cause, occurrence.state) == (None, None, LearningState.NOT_LEARNED)


def test_a_requester_who_says_that_it_works_teaches_half(desk):
    ticket = desk.declare()
    requester = desk.scene.enter("requester")
    occurrence = desk.resolve(ticket, by=requester, confirmed_how="user")
    assert occurrence.weight == 0.5


def test_closed_without_answer_is_never_learned(desk):
    ticket = desk.declare()
    close_without_answer(ticket.id, by=desk.by)
    count_due_occurrences(by=desk.by, now=timezone.now() + timedelta(days=60))
    assert not Occurrence.objects.filter(ticket=ticket).exists()
    assert counts_of(desk.fault.id).cases == 0


def test_a_relapse_withdraws_what_did_not_hold(desk):
    desk.quiet_days(0)
    first = desk.resolve(desk.declare())
    second = desk.resolve(desk.declare(), "power")
    first.refresh_from_db()
    assert first.state == LearningState.WITHDRAWN
    assert first.relapsed_at == second.ticket.created_at
    counts = counts_of(desk.fault.id)
    assert counts.cases == 1
    assert counts.tried(first.remedy_id) == (1, 0, 1)  # tried, and it did not hold
    assert counts.tried(second.remedy_id) == (1, 1, 0)
    entry = Entry.objects.get(kind="occurrence.relapsed")
    assert (entry.subject_id, entry.data["ticket"]) == (first.ticket_id, second.ticket.number)


@pytest.mark.parametrize("days", [29, 31])
def test_a_relapse_comes_within_thirty_days(desk, days):
    first = desk.resolve(desk.declare())
    Occurrence.objects.filter(id=first.id).update(happened_at=first.happened_at - timedelta(days=days))
    desk.resolve(desk.declare())
    first.refresh_from_db()
    assert (first.relapsed_at is not None) == (days < 30)


def test_another_device_is_no_relapse(desk):
    first = desk.resolve(desk.declare())
    desk.resolve(desk.declare(device="PC-0231"))
    first.refresh_from_db()
    assert first.relapsed_at is None


def test_one_outage_counts_once(desk):
    desk.quiet_days(0)
    main, child = desk.declare(device=None), desk.declare(device=None)
    desk.resolve(main)
    desk.resolve(child)
    assert counts_of(desk.fault.id).cases == 2
    link_tickets(child.id, main.number, by=desk.by, kind="attached")
    assert counts_of(desk.fault.id).cases == 1
    unlink_tickets(child.id, main.number, by=desk.by)
    assert only(child).state == LearningState.WAITING


def test_contradictions_are_refused_and_leave_nothing(desk):
    ticket = desk.declare()
    with pytest.raises(Refused) as refusal:
        desk.resolve(ticket, cause_id=desk.cause("power").id)
    assert (refusal.value.code, refusal.value.field) == ("remedy_unknown", "remedy")
    with pytest.raises(Refused) as refusal:
        desk.resolve(ticket, confirmed_how="surely")
    assert refusal.value.field == "confirmed_how"
    assert not Occurrence.objects.filter(ticket=ticket).exists()


def test_clients_share_numbers_and_nothing_else(desk):
    desk.quiet_days(0)
    occurrence = desk.resolve(desk.declare())
    hospital = occurrence.organisation_id
    town = desk.scene.person("outsider").organisation_id
    assert counts_of(desk.fault.id, hospital).cases == 1
    assert counts_of(desk.fault.id, town).cases == 0
    desk.scene.enter("outsider")
    assert counts_of(desk.fault.id).cases == 1
    assert counts_of(desk.fault.id, hospital).cases == 0
    assert not Occurrence.objects.exists()
