"""Counts are kept in the process only while nothing that they sum up changes; then they are those counted anew."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from secours.faults.models import Fault, Occurrence, Remedy
from secours.faults.operations import resolve_with_remedy
from secours.faults.queries import CountsAsked, counts_of
from secours.lib.statements import Reading
from secours.tickets.operations import reopen_ticket


def both(fault, organisation_id):
    return CountsAsked(Reading(), fault.id, organisation_id).told()


def is_true_to_the_cases(fault, organisation_id):
    told = both(fault, organisation_id)
    assert told.everywhere == counts_of(fault.id)
    assert told.here == counts_of(fault.id, organisation_id)
    return told


@pytest.fixture
def hospital(desk):
    desk.quiet_days(0)
    return desk.scene.person("requester").organisation_id


def test_the_same_counts_are_told_without_being_counted_again(desk, hospital):
    desk.resolve(desk.declare())
    first = is_true_to_the_cases(desk.fault, hospital)
    assert both(desk.fault, hospital) is first
    with CaptureQueriesContext(connection) as asked:
        both(desk.fault, hospital)
    assert len(asked) == 1


def test_whatever_happens_to_a_case_is_seen_at_once_in_the_same_transaction_too(desk, hospital):
    told = [is_true_to_the_cases(desk.fault, hospital)]
    occurrence = desk.resolve(desk.declare(), answers={desk.check("on").id: "yes"})
    told.append(is_true_to_the_cases(desk.fault, hospital))
    Occurrence.objects.filter(id=occurrence.id).update(answers={str(desk.check("on").id): "no"})
    told.append(is_true_to_the_cases(desk.fault, hospital))
    Occurrence.objects.filter(id=occurrence.id).update(weight=0.5)
    told.append(is_true_to_the_cases(desk.fault, hospital))
    reopen_ticket(occurrence.ticket_id, by=desk.by, why="Encore en panne")
    told.append(is_true_to_the_cases(desk.fault, hospital))
    Occurrence.objects.filter(id=occurrence.id).delete()
    told.append(is_true_to_the_cases(desk.fault, hospital))
    assert len({one.key for one in told}) == 6 - (told[0].key == told[-1].key)


def test_what_was_undone_with_its_transaction_is_forgotten(desk, hospital):
    before = is_true_to_the_cases(desk.fault, hospital)
    with transaction.atomic():
        desk.resolve(desk.declare())
        assert is_true_to_the_cases(desk.fault, hospital).everywhere.cases == before.everywhere.cases + 1
        transaction.set_rollback(True)
    assert is_true_to_the_cases(desk.fault, hospital).everywhere == before.everywhere


def test_each_organisation_and_each_reach_has_its_own(desk, hospital):
    town = desk.scene.person("outsider").organisation_id
    desk.resolve(desk.declare())
    at_hospital, in_town = is_true_to_the_cases(desk.fault, hospital), is_true_to_the_cases(desk.fault, town)
    assert (at_hospital.here.cases, in_town.here.cases) == (1, 0)
    desk.scene.enter("outsider")
    for _ in range(2):
        seen = is_true_to_the_cases(desk.fault, hospital)
        assert (seen.everywhere.cases, seen.here.cases) == (1, 0)
    desk.scene.enter("technician")
    assert is_true_to_the_cases(desk.fault, hospital).here.cases == 1


def test_a_solution_shared_with_another_situation_is_counted_anew_from_there(desk, hospital):
    sound, slow = (Fault.objects.get(code=code) for code in ("hw.sound", "pc.slow"))
    restarts = [Remedy.objects.get(cause__fault=fault, shared="restart") for fault in (sound, slow)]
    assert is_true_to_the_cases(slow, hospital).everywhere.tried(restarts[1].id)[0] == 0
    resolve_with_remedy(
        desk.declare(device=None).id, by=desk.by, fault_id=sound.id, cause_id=restarts[0].cause_id,
        remedy_id=restarts[0].id, confirmed_how="verified",
    )  # fmt: skip
    assert is_true_to_the_cases(slow, hospital).everywhere.tried(restarts[1].id)[0] == 1
    Remedy.objects.filter(id=restarts[1].id).update(shared="")
    assert is_true_to_the_cases(slow, hospital).everywhere.tried(restarts[1].id)[0] == 0
