"""The figures of tickets: one condition each, which counts them and lists them, so that both agree."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from secours.faults.models import Occurrence
from secours.lib.text import number_in
from secours.reports.scope import Scope, occurrences_in, tickets_in
from secours.tickets.choices import OPEN_STATES, State
from secours.tickets.models import Resolution, Ticket

_OPEN = Q(state__in=OPEN_STATES)
_RUNS = _OPEN & ~Q(state=State.ON_HOLD)


def _late(scope: Scope) -> Q:
    return _RUNS & Q(next_due_at__lt=scope.now)


def _unassigned(scope: Scope) -> Q:
    return _OPEN & Q(assigned_to_id=None)


def _due_today(scope: Scope) -> Q:
    return _RUNS & Q(next_due_at__gte=scope.now, next_due_at__lt=_midnight_after(scope.now))


def _due_soon(scope: Scope) -> Q:
    return _RUNS & Q(next_due_at__gte=scope.now, next_due_at__lt=scope.now + timedelta(hours=1))


def _resolved(scope: Scope) -> Q:
    return Q(Exists(_resolutions(scope)))


def _reopened(scope: Scope) -> Q:
    """Of the tickets resolved within the period, those whose resolution did not hold."""
    return Q(Exists(_resolutions(scope).exclude(withdrawn_at=None)))


def _answers(scope: Scope) -> Q:
    """First answers given within the period, and those that fell due in it and were never given."""
    given = Q(responded_at__gte=scope.since, responded_at__lt=scope.until) & ~Q(response_due_at=None)
    missed = _OPEN & Q(responded_at=None, response_due_at__gte=scope.since, response_due_at__lt=scope.until)
    return given | missed


def _answers_kept(scope: Scope) -> Q:
    return _answers(scope) & Q(responded_at__lte=F("response_due_at"))


def _answers_broken(scope: Scope) -> Q:
    return _answers(scope) & (Q(responded_at=None) | Q(responded_at__gt=F("response_due_at")))


def _solutions(scope: Scope) -> Q:
    """Solutions given within the period, and those that fell due in it and were not given, holds apart."""
    given = Q(solved_at__gte=scope.since, solved_at__lt=scope.until) & ~Q(due_at=None)
    missed = _RUNS & Q(solved_at=None, due_at__gte=scope.since, due_at__lt=scope.until)
    return given | missed


def _solutions_kept(scope: Scope) -> Q:
    return _solutions(scope) & Q(solved_at__lte=F("due_at"))


def _solutions_broken(scope: Scope) -> Q:
    return _solutions(scope) & (Q(solved_at=None) | Q(solved_at__gt=F("due_at")))


FIGURES: Final[dict[str, Callable[[Scope], Q]]] = {
    "late": _late,
    "unassigned": _unassigned,
    "due_today": _due_today,
    "due_soon": _due_soon,
    "resolved": _resolved,
    "reopened": _reopened,
    "answers": _answers,
    "answers_kept": _answers_kept,
    "answers_broken": _answers_broken,
    "solutions": _solutions,
    "solutions_kept": _solutions_kept,
    "solutions_broken": _solutions_broken,
}


def counts(scope: Scope) -> dict[str, Any]:
    """Every figure by its name, and `oldest_unassigned`, `latest_due` (times, or None): one query."""
    asked: dict[str, Any] = {
        name: Count("id", filter=condition(scope)) for name, condition in FIGURES.items()
    }
    asked["oldest_unassigned"] = Min("created_at", filter=_unassigned(scope))
    asked["latest_due"] = Min("next_due_at", filter=_late(scope))
    # What was answered or solved within the period was touched in it: the others need no look.
    may_count = _OPEN | Q(updated_at__gte=scope.since)
    return tickets_in(scope).filter(may_count).aggregate(**asked)


def tickets_of(scope: Scope, figure: str, target: str = "") -> QuerySet[Ticket]:
    """The tickets behind a figure. `target`: of team, fault and device an id (0: none), of model its name.
    An unknown figure or target has none."""
    tickets = tickets_in(scope)
    if figure in FIGURES:
        return tickets.filter(FIGURES[figure](scope))
    if figure == "team":
        return _of_team(tickets, target)
    cases = _cases_of(scope, figure, target)
    return tickets.none() if cases is None else tickets.filter(id__in=cases.values("ticket_id"))


def by_week(scope: Scope, promise: str) -> list[tuple[datetime, int, int]]:
    """(Monday, kept, all) of a promise (`answers` or `solutions`), weeks with nothing left out."""
    settled = (
        Coalesce("responded_at", "response_due_at")
        if promise == "answers"
        else Coalesce("solved_at", "due_at")
    )
    weeks = tickets_in(scope).filter(FIGURES[promise](scope)).annotate(week=TruncWeek(settled))
    kept = Count("id", filter=FIGURES[f"{promise}_kept"](scope))
    counted = weeks.values("week").annotate(kept=kept, every=Count("id")).order_by("week")
    return [(row["week"], row["kept"], row["every"]) for row in counted]


def _of_team(tickets: QuerySet[Ticket], target: str) -> QuerySet[Ticket]:
    team = number_in(target)
    if team is None:
        return tickets.none()
    own = Q(team_id=team) if team else Q(team_id=None)
    return tickets.filter(_OPEN, own)


def _cases_of(scope: Scope, figure: str, target: str) -> QuerySet[Occurrence] | None:
    cases = occurrences_in(scope)
    if figure == "model":
        return cases.filter(device_model=target)
    number = number_in(target)
    if figure in ("fault", "device") and number is not None:
        return cases.filter(**{f"{figure}_id": number or None})
    return None


def _resolutions(scope: Scope) -> QuerySet[Resolution]:
    return Resolution.objects.filter(ticket_id=OuterRef("id"), at__gte=scope.since, at__lt=scope.until)


def _midnight_after(now: datetime) -> datetime:
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)
