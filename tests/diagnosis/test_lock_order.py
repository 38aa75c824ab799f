"""A ticket is held before its run: whoever changes the ticket holds it already when they want the run."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from secours.diagnosis import access
from secours.diagnosis.models import Run
from secours.diagnosis.operations import answer_opening, hand_over
from secours.faults.models import Occurrence
from secours.tickets.operations import change_ticket


def test_the_ticket_is_held_before_its_run(diagnosis):
    by, run = diagnosis.run()
    hand_over(run.id, by=by)
    technician = diagnosis.scene.enter("technician")
    with CaptureQueriesContext(connection) as asked:
        answer_opening(run.id, by=technician, answers={"others": "me"})
    held = [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in asked if "FOR UPDATE" in query["sql"]]
    assert held[:2] == ["tickets_ticket", "diagnosis_run"]


def test_handed_over_while_one_waits_the_ticket_is_held_first(diagnosis, monkeypatch):
    """What was read a moment ago has no ticket yet; what is held has one."""
    by, run = diagnosis.run()
    technician = diagnosis.scene.enter("technician")
    read = Run.objects.get(id=run.id)
    diagnosis.scene.enter("requester")
    hand_over(run.id, by=by)
    diagnosis.scene.enter("technician")
    monkeypatch.setattr(access, "_held", lambda _fresh, held=access._held: held(read))
    with CaptureQueriesContext(connection) as asked:
        run = access.locked_run(technician, run.id)
    held = [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in asked if "FOR UPDATE" in query["sql"]]
    assert held == ["diagnosis_run", "tickets_ticket", "diagnosis_run"]
    let_go = [number for number, query in enumerate(asked) if query["sql"].startswith("ROLLBACK TO")]
    assert len(let_go) == 1
    assert run.ticket_id is not None


def test_another_device_takes_no_ticket_after_the_run(diagnosis, scene):
    """Of the earlier tickets of the device, whose cases came back, none is waited for."""
    printer = scene.device("IMP-2E-03")
    first, again = diagnosis.solved_on(printer), diagnosis.told_again()
    technician = scene.enter("technician")
    with CaptureQueriesContext(connection) as asked:
        change_ticket(again.id, by=technician, device=printer)
    assert Occurrence.objects.get(ticket=first).relapsed_at == again.created_at
    taken = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    tables = [re.search(r'FROM "(\w+)"', sql)[1] for sql in taken]
    assert "diagnosis_run" in tables
    assert "tickets_ticket" not in tables[tables.index("diagnosis_run") :]
    tickets = [sql for sql, table in zip(taken, tables, strict=True) if table == "tickets_ticket"]
    assert [sql.endswith("SKIP LOCKED") for sql in tickets] == [False, True]
