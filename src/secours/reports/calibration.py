"""Do probabilities keep their word? Of tickets solved within a period, whole, by category and by month.

The database sums what each prediction keeps; diagnosis/calibration.py says what the measures are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, F, FloatField, IntegerField, Q, Sum, Value
from django.db.models.functions import Cast, Floor, Greatest, Least, Ln, TruncMonth

from secours.diagnosis.access import predictions_visible_to
from secours.diagnosis.calibration import BINS, LEAST, Bin, Quality
from secours.diagnosis.engine import OTHER
from secours.reports.scope import Scope
from secours.service_levels.models import Category


@dataclass(frozen=True)
class Minutes:
    """Means a ticket: of work, expected at the start and spent."""

    expected: float
    spent: float


@dataclass(frozen=True)
class Calibration:
    """`categories`: the most judged first; `months`: the latest first. None and nothing where nothing was judged."""

    whole: Quality | None
    minutes: Minutes | None
    bins: list[Bin]
    categories: list[tuple[Category | None, Quality]]
    months: list[tuple[date, Quality]]


def calibration_of(scope: Scope) -> Calibration:
    """Two queries, and a row for each bin of a category in a month, however many tickets there were."""
    cells = [(row["category"], row["month"].date(), _sums(row)) for row in _cells(scope)]
    whole = _by(cells, lambda _cell: None).get(None, [])
    categories = _by(cells, lambda cell: cell[0])
    known = Category.objects.in_bulk([one for one in categories if one is not None])
    months = _by(cells, lambda cell: cell[1])
    told = [(known.get(one), _quality(sums)) for one, sums in categories.items()]
    return Calibration(
        whole=_quality(whole) if whole else None,
        minutes=_minutes(whole) if whole else None,
        bins=[_bin(one) for one in whole],
        categories=sorted(told, key=lambda pair: (-pair[1].count, pair[0].id if pair[0] else 0)),
        months=[(month, _quality(months[month])) for month in sorted(months, reverse=True)],
    )


@dataclass(frozen=True)
class _Sums:
    """Over the predictions of one bin."""

    bin: int
    count: int
    believed: float
    right: int
    brier: float
    log_truth: float
    top1: int
    top3: int
    other: int
    expected: float
    spent: float

    def __add__(self, other: "_Sums") -> "_Sums":
        both = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return _Sums(**{**both, "bin": self.bin})


_Cell = tuple[int | None, date, _Sums]


def _cells(scope: Scope) -> Iterable[Any]:
    rows = predictions_visible_to(scope.actor).filter(at__gte=scope.since, at__lt=scope.until)
    if scope.organisation_id is not None:
        rows = rows.filter(organisation_id=scope.organisation_id)
    number = Least(Cast(Floor(F("believed") * BINS), IntegerField()), BINS - 1)
    least = Value(LEAST, output_field=FloatField())
    return (
        rows.order_by()
        .values(category=F("fault__category"), month=TruncMonth("at"), bin=number)
        .annotate(
            count=Count("id"),
            believed_sum=Sum("believed"),
            right=Count("id", filter=Q(is_right=True)),
            brier_sum=Sum("brier"),
            log_truth=Sum(Ln(Greatest("of_truth", least))),
            top1=Count("id", filter=Q(rank=1)),
            top3=Count("id", filter=Q(rank__lte=3)),
            other=Count("id", filter=Q(truth=OTHER)),
            expected=Sum("expected_minutes"),
            spent=Sum("spent_minutes"),
        )
    )


def _sums(row: dict[str, Any]) -> _Sums:
    own = {name: row[name] for name in ("bin", "count", "right", "log_truth", "top1", "top3", "other")}
    return _Sums(
        **own,
        believed=row["believed_sum"],
        brier=row["brier_sum"],
        expected=row["expected"],
        spent=row["spent"],
    )


def _by(cells: Iterable[_Cell], key: Callable[[_Cell], Any]) -> dict[Any, list[_Sums]]:
    """For each value of `key`, its bins in order, each once."""
    held: dict[Any, dict[int, _Sums]] = defaultdict(dict)
    for cell in cells:
        bins, sums = held[key(cell)], cell[2]
        bins[sums.bin] = bins[sums.bin] + sums if sums.bin in bins else sums
    return {value: [bins[number] for number in sorted(bins)] for value, bins in held.items()}


def _quality(bins: list[_Sums]) -> Quality:
    count = sum(one.count for one in bins)
    return Quality(
        count=count,
        brier=sum(one.brier for one in bins) / count,
        log_loss=-sum(one.log_truth for one in bins) / count,
        ece=sum(abs(one.believed - one.right) for one in bins) / count,
        top1=sum(one.top1 for one in bins) / count,
        top3=sum(one.top3 for one in bins) / count,
        other=sum(one.other for one in bins) / count,
    )


def _bin(one: _Sums) -> Bin:
    return Bin(believed=one.believed / one.count, right=one.right / one.count, count=one.count)


def _minutes(bins: list[_Sums]) -> Minutes:
    count = sum(one.count for one in bins)
    return Minutes(sum(one.expected for one in bins) / count, sum(one.spent for one in bins) / count)
