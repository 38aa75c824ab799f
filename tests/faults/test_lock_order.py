"""Tickets are held before what hangs on them, so that a job and a person who reopens never wait for each other."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from secours.faults.operations import count_due_occurrences, retire_check, retire_remedy
from secours.faults.operations.learning import mark_relapses
from secours.journal.models import Entry

_LOCKING = re.compile(r'FROM "(\w+)".* FOR UPDATE( OF \S+)?( SKIP LOCKED)?$')


def locks(queries):
    """(table, whether what is held is skipped), in the order in which they are taken."""
    found = (_LOCKING.search(query["sql"]) for query in queries)
    return [(match[1], bool(match[3])) for match in found if match]


def test_the_hourly_job_takes_tickets_first_and_waits_for_none(desk):
    desk.resolve(desk.declare())
    with CaptureQueriesContext(connection) as asked:
        assert count_due_occurrences(by=desk.by, now=timezone.now() + timedelta(days=60)) >= 1
    assert locks(asked)[:2] == [("tickets_ticket", True), ("faults_occurrence", True)]


def test_a_relapse_takes_the_earlier_tickets_first_and_waits_for_none(desk):
    """Who marks it holds a later ticket already."""
    desk.resolve(desk.declare())
    again = desk.declare()
    with CaptureQueriesContext(connection) as asked:
        assert mark_relapses(again, desk.fault.id, by=desk.by) == 1
    assert locks(asked)[:2] == [("tickets_ticket", True), ("faults_occurrence", False)]


@pytest.mark.parametrize("retire", [retire_check, retire_remedy])
def test_what_another_retired_while_one_waited_is_not_retired_again(desk, retire):
    row = desk.fault.checks.first() if retire is retire_check else desk.remedy("spooler")

    def meanwhile(execute, sql, *told):
        if _LOCKING.search(sql):
            type(row).objects.filter(id=row.id).update(is_retired=True)
        return execute(sql, *told)

    by = desk.scene.enter_system()
    with connection.execute_wrapper(meanwhile):
        assert retire(row.id, by=by).is_retired
    assert not Entry.objects.filter(subject_kind="fault", kind__endswith="_retired").exists()
