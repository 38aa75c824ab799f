"""What was believed is kept beside what it was, and judged by known measures."""

import math
from datetime import timedelta

import pytest
from django.utils import timezone

from secours.diagnosis.calibration import Forecast, bins_of, quality_of
from secours.diagnosis.models import Prediction
from secours.diagnosis.operations import hand_over, record_attempt, record_finding, solve_run
from secours.diagnosis.queries import panel_of
from secours.faults.models import Remedy
from secours.tickets.operations import reopen_ticket


def test_the_measures_are_those_worked_by_hand() -> None:
    told = [
        Forecast({"1": 0.7, "2": 0.2, "other": 0.1}, "1"),
        Forecast({"1": 0.7, "2": 0.2, "other": 0.1}, "other"),
    ]
    found = quality_of(told)
    assert found is not None
    assert found.brier == pytest.approx(((0.09 + 0.04 + 0.01) + (0.49 + 0.04 + 0.81)) / 2)
    assert found.log_loss == pytest.approx(-(math.log(0.7) + math.log(0.1)) / 2)
    assert found.ece == pytest.approx(0.2)  # believed .7, right half of the time
    assert (found.top1, found.top3, found.other) == (0.5, 0.5, 0.5)
    assert [(b.count, b.right) for b in bins_of(told)] == [(2, 0.5)]
    assert quality_of([]) is None


def test_a_solved_ticket_keeps_what_was_believed_before_its_remedy(diagnosis, scene) -> None:
    by, run = diagnosis.run()
    record_finding(run.id, by=by, check_id=diagnosis.check("others").id, value="yes")
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    before = {view.cause.id: view.probability for view in _views(panel_of(technician, ticket))}
    remedy = Remedy.objects.filter(cause__fault=run.fault).order_by("id").first()
    record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="fixed")
    solve_run(run.id, by=technician, confirmed_how="verified")
    kept = Prediction.objects.get(ticket=ticket)
    assert kept.truth == str(remedy.cause_id)
    for cause_id, probability in before.items():
        assert kept.probabilities[str(cause_id)] == pytest.approx(probability, abs=1e-5)
    assert sum(kept.probabilities.values()) == pytest.approx(1, abs=1e-4)
    assert kept.expected_minutes > 0
    reopen_ticket(ticket.id, by=technician, why="Encore")
    assert not Prediction.objects.filter(ticket=ticket).exists()


def test_another_situation_than_the_one_believed_is_other(diagnosis, scene) -> None:
    from secours.faults.operations import resolve_with_remedy

    by, run = diagnosis.run()
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    elsewhere = diagnosis.fault("pc.slow").causes.first()
    resolve_with_remedy(ticket.id, by=technician, cause_id=elsewhere.id, confirmed_how="verified")
    assert Prediction.objects.get(ticket=ticket).truth == "other"


def test_the_page_says_what_was_believed_and_right(diagnosis, scene, sign_in) -> None:
    browser = sign_in("supervisor")
    assert "Aucun ticket n’a été résolu" in browser.get("/oversight/calibration").content.decode()
    for _case in range(3):
        by, run = diagnosis.run()
        remedy = Remedy.objects.filter(cause__fault=run.fault, by="user", needs_approval=False).first()
        record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="fixed")
        solve_run(run.id, by=by)
    page = browser.get("/oversight/calibration").content.decode()
    assert "3 tickets ont été résolus après un diagnostic" in page
    assert "sur 3" in page
    assert "Sous vingt tickets résolus" in page
    Prediction.objects.update(at=timezone.now() - timedelta(days=60))
    assert "Aucun ticket n’a été résolu" in browser.get("/oversight/calibration").content.decode()
    assert "3 tickets" in browser.get("/oversight/calibration?days=90").content.decode()


def _views(panel):
    return [view for view in panel.causes + panel.excluded if view.cause is not None]
