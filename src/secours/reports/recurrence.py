"""What recurs: situations, devices and models, by the cases met within a period."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Sum

from secours.equipment.access import devices_visible_to
from secours.faults.models import Fault
from secours.reports.scope import Scope, occurrences_in


@dataclass(frozen=True)
class Situation:
    """`fault` is None for the cases whose situation is not known. `before`: cases of the period before;
    `median` and `total`: from declaration to solution, nights and days off included."""

    fault: Fault | None
    cases: int
    before: int
    devices: int
    median: timedelta
    total: timedelta


@dataclass(frozen=True)
class Struck:
    """A device or a model met several times; `key` is what a list of its tickets is asked by."""

    key: str
    name: str
    about: str
    cases: int


class _Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


_TOOK = ExpressionWrapper(F("resolution__at") - F("ticket__created_at"), output_field=DurationField())


def situations(scope: Scope, most: int = 200) -> list[Situation]:
    """The most frequent first; three queries."""
    counted = (
        occurrences_in(scope)
        .values("fault_id")
        .annotate(
            cases=Count("id"),
            devices=Count("device_id", distinct=True),
            median=_Median(_TOOK),
            total=Sum(_TOOK, output_field=DurationField()),
        )
    )
    rows = list(counted.order_by("-cases", "fault_id")[:most])
    before = dict(occurrences_in(scope.before).values_list("fault_id").annotate(Count("id")))
    faults = Fault.objects.in_bulk([row["fault_id"] for row in rows if row["fault_id"]])
    return [
        Situation(
            faults.get(row["fault_id"]),
            row["cases"],
            before.get(row["fault_id"], 0),
            row["devices"],
            row["median"] or timedelta(),
            row["total"] or timedelta(),
        )
        for row in rows
    ]


def devices_struck(scope: Scope, most: int = 6, least: int = 2) -> list[Struck]:
    """Devices with at least `least` cases, most often struck first; two queries."""
    counted = occurrences_in(scope).exclude(device=None).values_list("device_id").annotate(cases=Count("id"))
    rows = list(counted.filter(cases__gte=least).order_by("-cases", "device_id")[:most])
    devices = (
        devices_visible_to(scope.actor).select_related("place").in_bulk([device_id for device_id, _n in rows])
    )
    return [
        Struck(str(one.id), one.name, one.place.name if one.place else one.model, cases)
        for device_id, cases in rows
        if (one := devices.get(device_id))
    ]


def models_struck(scope: Scope, most: int = 6, least: int = 2) -> list[Struck]:
    """Models of devices, most often struck first; `about` is empty. One query."""
    counted = (
        occurrences_in(scope).exclude(device_model="").values_list("device_model").annotate(cases=Count("id"))
    )
    rows = counted.filter(cases__gte=least).order_by("-cases", "device_model")[:most]
    return [Struck(model, model, "", cases) for model, cases in rows]
