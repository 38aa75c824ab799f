"""A solution that failed on a device is not proposed to the next person in front of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.diagnosis.evidence import standing_of
from secours.diagnosis.models import Attempt
from secours.diagnosis.operations import hand_over, record_attempt, record_finding
from secours.diagnosis.queries import next_step_of
from secours.faults.models import Remedy


def walk(run, by, diagnosis, most=12):
    """The solutions proposed to somebody who knows nothing and whom nothing helps."""
    proposed = []
    for _turn in range(most):
        step = next_step_of(run, "user")
        if step.kind == "ask":
            record_finding(run.id, by=by, check_id=step.check.id, value="unknown")
        elif step.kind == "remedy":
            proposed.append(step.remedy)
            record_attempt(run.id, by=by, remedy_id=step.remedy.id, outcome="not_fixed")
        else:
            break
        run.refresh_from_db()
    return proposed


@pytest.fixture
def printer(scene):
    return scene.device("IMP-2E-03")


def test_the_next_person_is_not_told_to_try_it_again(diagnosis, printer):
    by, run = diagnosis.run(device=printer)
    failed = walk(run, by, diagnosis)
    assert failed, "a solution is proposed to the first person"
    hand_over(run.id, by=by)
    colleague, again = diagnosis.run("colleague", device=printer)
    assert not {one.id for one in walk(again, colleague, diagnosis)} & {one.id for one in failed}


def test_elsewhere_it_is_still_proposed(diagnosis, printer):
    by, run = diagnosis.run(device=printer)
    failed = walk(run, by, diagnosis)
    colleague, again = diagnosis.run("colleague")
    assert failed[0] in walk(again, colleague, diagnosis)


def test_an_answer_that_speaks_for_its_cause_brings_it_back(diagnosis, printer):
    by, run = diagnosis.run(device=printer)
    failed = walk(run, by, diagnosis)[0]
    colleague, again = diagnosis.run("colleague", device=printer)
    assert ("remedy", failed.id) in standing_of(again, "user").context.declined
    link = failed.cause.links.select_related("check_asked").order_by("-p_yes").first()
    record_finding(again.id, by=colleague, check_id=link.check_asked_id, value="yes")
    assert ("remedy", failed.id) not in standing_of(again, "user").context.declined


def test_what_worked_since_and_what_is_long_past_do_not_count(diagnosis, printer):
    by, run = diagnosis.run(device=printer)
    failed = walk(run, by, diagnosis)[0]
    _by, again = diagnosis.run("colleague", device=printer)
    declined = ("remedy", failed.id)
    tried = Attempt.objects.filter(run=run, remedy=failed)
    tried.update(at=timezone.now() - timedelta(days=31))
    assert declined not in standing_of(again, "user").context.declined
    tried.update(at=timezone.now(), outcome="fixed")
    assert declined not in standing_of(again, "user").context.declined


def test_a_technician_sees_every_solution(diagnosis, printer):
    by, run = diagnosis.run(device=printer)
    failed = walk(run, by, diagnosis)
    _by, again = diagnosis.run("colleague", device=printer)
    assert not standing_of(again, "tech").context.declined & {("remedy", one.id) for one in failed}
    assert Remedy.objects.filter(id__in=[one.id for one in failed]).count() == len(failed)
