"""What was believed just before a ticket was solved is kept beside what it turned out to be."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from secours.diagnosis import engine
from secours.diagnosis.calibration import Forecast
from secours.diagnosis.evidence import Standing, standing_of
from secours.diagnosis.models import Prediction, Run
from secours.journal.models import Entry

LONGEST_PAUSE: Final = timedelta(minutes=30)
"""Between two acts; after a longer one somebody had gone, and it counts as this much."""


def keep_prediction(entry: Entry) -> Prediction | None:
    """Part of the answer to “ticket.solved”. None without a diagnosis, or where nobody says what it was."""
    told: dict[str, Any] = entry.data.get("learning") or {}
    run = Run.objects.filter(ticket_id=entry.subject_id).exclude(fault=None).select_related(*_READ).first()
    if run is None or told.get("fault") is None:
        return None
    standing = standing_of(run, "tech")
    forecast = Forecast(_believed(standing), _truth(standing, told))
    return Prediction.objects.create(
        organisation_id=run.organisation_id,
        ticket_id=entry.subject_id,
        resolution_id=entry.data["resolution"],
        fault=run.fault,
        **judged(forecast),
        expected_minutes=_expected(standing),
        spent_minutes=_spent(_acts(standing, entry.at)),
        at=entry.at,
    )


def judged(forecast: Forecast) -> dict[str, Any]:
    """The columns of a prediction that follow from its forecast."""
    return {
        "probabilities": forecast.probabilities,
        "truth": forecast.truth,
        "believed": forecast.believed[1],
        "is_right": forecast.is_right,
        "of_truth": forecast.of_truth,
        "rank": forecast.rank,
        "brier": forecast.brier,
    }


def withdraw_prediction(resolution_id: int | None) -> None:
    """It was not what it seemed: nothing is judged by it."""
    Prediction.objects.filter(resolution_id=resolution_id or 0).delete()


_READ = ("fault", "person__site", "person__place", "organisation", "device", "site")


def _believed(standing: Standing) -> dict[str, float]:
    """Before the remedy that cured: with its success there would be nothing left to foretell."""
    failed = [one for one in standing.attempted if one.outcome == "not_fixed"]
    found = engine.posterior(standing.known.situation, standing.evidence, failed)
    return {str(id_): round(p, 6) for id_, p in found.probabilities.items()}


def _truth(standing: Standing, told: dict[str, Any]) -> str:
    """Another situation than the one believed, or a cause that is not listed, is "other"."""
    cause = told.get("cause")
    return str(cause) if cause in standing.known.causes else engine.OTHER


def _expected(standing: Standing) -> float:
    """With what the devices told, before anybody was asked."""
    probes = [one for one in standing.evidence if one.source == "probe"]
    minutes = engine.expected_repair_minutes(standing.known.situation, probes, [], standing.context)
    return round(minutes, 2)


def _acts(standing: Standing, end: datetime) -> list[datetime]:
    by_people = [f.at for f in standing.findings if f.source != "probe"]
    return sorted([*by_people, *(a.at for a in standing.attempts), end])


def _spent(acts: Sequence[datetime]) -> float:
    """Minutes between the acts of people, long pauses cut."""
    pauses: Iterable[timedelta] = (min(after - before, LONGEST_PAUSE) for before, after in pairwise(acts))
    return round(sum((pause.total_seconds() for pause in pauses), 0.0) / 60, 2)
