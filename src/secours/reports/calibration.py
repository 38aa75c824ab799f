"""Do probabilities keep their word? Of tickets solved within a period, whole, by category and by month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from secours.diagnosis.access import predictions_visible_to
from secours.diagnosis.calibration import Forecast, Quality, quality_of
from secours.diagnosis.models import Prediction
from secours.reports.scope import Scope
from secours.service_levels.models import Category


@dataclass(frozen=True)
class Judged:
    """One forecast with what it is counted by. Minutes: of work, expected at the start and spent."""

    forecast: Forecast
    category: Category | None
    month: date
    expected_minutes: float
    spent_minutes: float


@dataclass(frozen=True)
class Minutes:
    expected: float
    spent: float


def judged(scope: Scope, most: int = 20_000) -> list[Judged]:
    """Latest first; two queries."""
    rows = (
        predictions_visible_to(scope.actor)
        .filter(at__gte=scope.since, at__lt=scope.until)
        .select_related("fault__category")
        .order_by("-at", "-id")
    )
    if scope.organisation_id is not None:
        rows = rows.filter(organisation_id=scope.organisation_id)
    return [_judged(row) for row in rows[:most]]


def by_category(found: Iterable[Judged]) -> list[tuple[Category | None, Quality]]:
    """The most judged first."""
    held: dict[Category | None, list[Forecast]] = defaultdict(list)
    for one in found:
        held[one.category].append(one.forecast)
    told = [(category, quality) for category, f in held.items() if (quality := quality_of(f))]
    return sorted(told, key=lambda pair: -pair[1].count)


def by_month(found: Iterable[Judged]) -> list[tuple[date, Quality]]:
    """Latest first."""
    held: dict[date, list[Forecast]] = defaultdict(list)
    for one in found:
        held[one.month].append(one.forecast)
    return [(month, quality) for month in sorted(held, reverse=True) if (quality := quality_of(held[month]))]


def minutes_of(found: list[Judged]) -> Minutes | None:
    """Means a ticket; None where nothing was judged."""
    if not found:
        return None
    expected = sum(one.expected_minutes for one in found) / len(found)
    return Minutes(expected, sum(one.spent_minutes for one in found) / len(found))


def _judged(row: Prediction) -> Judged:
    return Judged(
        forecast=Forecast(row.probabilities, row.truth),
        category=row.fault.category if row.fault else None,
        month=timezone.localtime(row.at).date().replace(day=1),
        expected_minutes=row.expected_minutes,
        spent_minutes=row.spent_minutes,
    )
