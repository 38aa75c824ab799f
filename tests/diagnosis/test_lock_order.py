"""A ticket is held before its run: whoever changes the ticket holds it already when they want the run."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from secours.diagnosis.operations import answer_opening, hand_over


def test_the_ticket_is_held_before_its_run(diagnosis):
    by, run = diagnosis.run()
    hand_over(run.id, by=by)
    technician = diagnosis.scene.enter("technician")
    with CaptureQueriesContext(connection) as asked:
        answer_opening(run.id, by=technician, answers={"others": "me"})
    held = [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in asked if "FOR UPDATE" in query["sql"]]
    assert held[:2] == ["tickets_ticket", "diagnosis_run"]
