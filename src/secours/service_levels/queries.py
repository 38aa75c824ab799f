"""The promise that applies to a ticket: which minutes, over which hours."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from secours.lib.statements import Answer, Given, Reading, Statement, statement
from secours.service_levels.hours import OpenHours
from secours.service_levels.models import Agreement, Calendar, PriorityRule, Target


@dataclass(frozen=True)
class Promise:
    response_minutes: int
    resolution_minutes: int
    hours: OpenHours


def promise_for(organisation_id: int, priority: int) -> Promise | None:
    """The organisation's default agreement, else the shared one; None where none is set."""
    return promise_told(ask_promise(Reading(), organisation_id, priority))


def ask_promise(reading: Reading, organisation_id: int, priority: int) -> Answer[Target]:
    return reading.ask(_target(), organisation=organisation_id, priority=priority)


def promise_told(found: Answer[Target]) -> Promise | None:
    return _promise(found.first) if found.first else None


# Priority and promise in one question, which every declaration pays for: `priority_of`, then `promise_for`.
TERMS = (
    "service_levels_terms(%(organisation)s, %(impact)s::smallint, %(urgency)s::smallint, %(usual)s::smallint)"
)


def terms_asked(organisation_id: int, impact: int, urgency: int) -> dict[str, int]:
    """The values that TERMS is given."""
    usual = _usual_priority(impact, urgency)
    return {"organisation": organisation_id, "impact": impact, "urgency": urgency, "usual": usual}


def terms_of(row: Sequence[Any]) -> tuple[int, Promise | None]:
    """What a row of TERMS says: the priority, and its promise where one is set."""
    priority, response, resolution, zone, country, region, hours, closed = row
    if response is None:
        return priority, None
    open_hours = _hours(zone, country, region, f"[{hours}, {closed}]", timezone.now().year)
    return priority, Promise(response, resolution, open_hours)


def hours_of(calendar: Calendar) -> OpenHours:
    """The same calendar gives the same value, worked out once a process."""
    written = json.dumps([calendar.hours, calendar.closed_days])
    return _hours(calendar.time_zone, calendar.country, calendar.region, written, timezone.now().year)


def default_agreement(organisation_id: int) -> Agreement | None:
    return (
        Agreement.objects.filter(
            Q(organisation_id=organisation_id) | Q(organisation_id=None), is_default=True
        )
        .select_related("calendar")
        .order_by(F("organisation_id").asc(nulls_last=True))
        .first()
    )


def agreement_of(organisation_id: int | None) -> Agreement | None:
    """The shared default (None), or an organisation's own where it has one."""
    found = Agreement.objects.filter(whose(organisation_id), is_default=True)
    return found.select_related("calendar").first()


def matrix_of(organisation_id: int | None) -> dict[tuple[int, int], int]:
    """(impact, urgency) → priority; empty where an organisation has none of its own."""
    rules = PriorityRule.objects.filter(whose(organisation_id))
    return {(rule.impact, rule.urgency): rule.priority for rule in rules}


def whose(organisation_id: int | None) -> Q:
    """Of nobody in particular: shared by all."""
    return Q(organisation=None) if organisation_id is None else Q(organisation_id=organisation_id)


def priority_of(organisation_id: int, impact: int, urgency: int) -> int:
    """The matrix's cell: the organisation's, else the shared one."""
    rule = _cells(organisation_id, impact, urgency).first()
    return rule.priority if rule else _usual_priority(impact, urgency)


def _cells(organisation_id: int, impact: int, urgency: int) -> QuerySet[PriorityRule]:
    return (
        PriorityRule.objects.filter(impact=impact, urgency=urgency)
        .filter(Q(organisation_id=organisation_id) | Q(organisation_id=None))
        .order_by(F("organisation_id").asc(nulls_last=True))
    )


def _usual_priority(impact: int, urgency: int) -> int:
    return min(4, max(1, impact + urgency - 1))


@lru_cache(maxsize=1)
def _target() -> Statement[Target]:
    targets = Target.objects.filter(agreement__is_default=True, priority=Given("priority"))
    own = targets.filter(Q(organisation_id=Given("organisation")) | Q(organisation_id=None))
    ordered = own.select_related("agreement__calendar").order_by(F("organisation_id").asc(nulls_last=True))
    return statement(ordered[:1])


def _promise(target: Target) -> Promise:
    return Promise(target.response_minutes, target.resolution_minutes, hours_of(target.agreement.calendar))


@lru_cache(maxsize=64)
def _hours(zone: str, country: str, region: str, written: str, year: int) -> OpenHours:
    """`written`: weekly hours and closed days as JSON. Holidays from a year ago to two years on."""
    hours, closed_days = json.loads(written)
    closed = {date.fromisoformat(day) for day in closed_days}
    for around in range(year - 1, year + 3):
        closed |= _public_holidays(country, region, around)
    weekly = tuple(_spans(hours.get(str(day), [])) for day in range(7))
    return OpenHours(zone, weekly, frozenset(closed))


def _spans(pairs: list[list[str]]) -> tuple[tuple[time, time], ...]:
    return tuple((_time(start), _time(end)) for start, end in pairs)


def _time(text: str) -> time:
    return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  (a local time of day, no date)


@lru_cache(maxsize=64)
def _public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    # Read when a promise is first worked out: it takes a tenth of a second, and no page waits for it before.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError:
        return frozenset()
