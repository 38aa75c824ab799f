"""The database sums what diagnosis/calibration.py defines."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from secours.diagnosis.calibration import Forecast, bins_of, quality_of
from secours.diagnosis.models import Prediction
from secours.diagnosis.operations import predicting
from secours.faults.models import Fault
from secours.reports.calibration import calibration_of
from secours.reports.scope import Scope
from secours.tickets.operations import declare_ticket, resolve_ticket

FIELDS = ("believed", "is_right", "of_truth", "rank", "brier")


def forecasts() -> Iterator[Forecast]:
    """Drawn, after the corners: sure and right, sure and wrong, a truth that was not listed, equal beliefs."""
    yield Forecast({"1": 1.0, "other": 0.0}, "1")
    yield Forecast({"1": 0.0, "other": 1.0}, "1")
    yield Forecast({"1": 0.6, "other": 0.4}, "2")
    yield Forecast({"9": 0.4, "10": 0.4, "other": 0.2}, "9")
    yield Forecast({"9": 0.2, "other": 0.8}, "other")
    draw = Random(7)
    for _number in range(20):
        weights = {one: draw.random() ** 4 for one in ("1", "2", "3", "4", "other")}
        whole = sum(weights.values())
        yield Forecast({one: w / whole for one, w in weights.items()}, draw.choice(list(weights)))


@pytest.fixture
def kept(scene: Any) -> list[Prediction]:
    """One of each, of two situations and none, in two months."""
    by, made = scene.enter("technician"), []
    faults = [*Fault.objects.filter(code__in=("prn.no_output", "net.wifi_connect")), None]
    for number, one in enumerate(forecasts()):
        ticket = declare_ticket(by=by, requester=scene.person("requester"), text=f"Panne {number}")
        resolve_ticket(ticket.id, by=by, text="Réparé")
        ticket.refresh_from_db()
        made.append(
            Prediction.objects.create(
                organisation_id=ticket.organisation_id, ticket=ticket, resolution=ticket.resolutions.get(),
                fault=faults[number % 3], expected_minutes=number, spent_minutes=2,
                at=timezone.now() - timedelta(days=40 * (number % 2) + 1), **predicting.judged(one),
            )
        )  # fmt: skip
    return made


def test_the_database_and_the_definition_agree(scene: Any, kept: list[Prediction]) -> None:
    found = calibration_of(Scope.of_days(scene.enter("supervisor"), 90))
    told = [Forecast(row.probabilities, row.truth) for row in kept]
    assert found.whole is not None
    assert vars(found.whole) == pytest.approx(vars(quality_of(told)))
    assert [vars(one) for one in found.bins] == [pytest.approx(vars(one)) for one in bins_of(told)]
    for groups, key in ((found.categories, category_of), (found.months, month_of)):
        assert sum(quality.count for _value, quality in groups) == len(kept)
        for value, quality in groups:
            own = [f for f, row in zip(told, kept, strict=True) if key(row) == value]
            assert vars(quality) == pytest.approx(vars(quality_of(own)))
    assert found.minutes is not None
    assert (found.minutes.expected, found.minutes.spent) == (12, 2)


def test_reading_takes_two_queries_however_many_rows(scene: Any, kept: list[Prediction]) -> None:
    scope = Scope.of_days(scene.enter("supervisor"), 90)
    with CaptureQueriesContext(connection) as asked:
        calibration_of(scope)
    assert len(asked) == 2
    assert "probabilities" not in " ".join(one["sql"] for one in asked)


def test_rows_of_before_are_judged_alike_by_the_migration(scene: Any, kept: list[Prediction]) -> None:
    scene.enter_system()
    before = list(Prediction.objects.order_by("id").values_list(*FIELDS))
    Prediction.objects.update(believed=0, is_right=False, of_truth=0, rank=None, brier=0)
    with connection.cursor() as cursor:
        cursor.execute(import_module("secours.diagnosis.migrations.0005_prediction_judged").JUDGE)
    after = Prediction.objects.order_by("id").values_list(*FIELDS)
    assert [tuple(row) for row in after] == [pytest.approx(row) for row in before]


def category_of(row: Prediction) -> Any:
    return row.fault.category if row.fault else None


def month_of(row: Prediction) -> Any:
    return timezone.localtime(row.at).date().replace(day=1)
