"""The promise that applies to a ticket: which minutes, over which hours."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

import holidays
from django.db.models import F, Q
from django.utils import timezone

from secours.service_levels.hours import OpenHours
from secours.service_levels.models import Agreement, Calendar, PriorityRule, Target


@dataclass(frozen=True)
class Promise:
    response_minutes: int
    resolution_minutes: int
    hours: OpenHours


def promise_for(organisation_id: int, priority: int) -> Promise | None:
    """The organisation's default agreement, else the shared one; None where none is set."""
    target = (
        Target.objects.filter(agreement__is_default=True, priority=priority)
        .filter(Q(organisation_id=organisation_id) | Q(organisation_id=None))
        .select_related("agreement__calendar")
        .order_by(F("organisation_id").asc(nulls_last=True))
        .first()
    )
    if target is None:
        return None
    return Promise(target.response_minutes, target.resolution_minutes, hours_of(target.agreement.calendar))


def hours_of(calendar: Calendar) -> OpenHours:
    year = timezone.now().year
    closed = {date.fromisoformat(day) for day in calendar.closed_days}
    for around in range(year - 1, year + 3):
        closed |= _public_holidays(calendar.country, calendar.region, around)
    weekly = tuple(_spans(calendar.hours.get(str(day), [])) for day in range(7))
    return OpenHours(calendar.time_zone, weekly, frozenset(closed))


def default_agreement(organisation_id: int) -> Agreement | None:
    return (
        Agreement.objects.filter(
            Q(organisation_id=organisation_id) | Q(organisation_id=None), is_default=True
        )
        .select_related("calendar")
        .order_by(F("organisation_id").asc(nulls_last=True))
        .first()
    )


def priority_of(organisation_id: int, impact: int, urgency: int) -> int:
    """The matrix's cell: the organisation's, else the shared one."""
    rule = (
        PriorityRule.objects.filter(impact=impact, urgency=urgency)
        .filter(Q(organisation_id=organisation_id) | Q(organisation_id=None))
        .order_by(F("organisation_id").asc(nulls_last=True))
        .first()
    )
    return rule.priority if rule else min(4, max(1, impact + urgency - 1))


def _spans(pairs: list[list[str]]) -> tuple[tuple[time, time], ...]:
    return tuple((_time(start), _time(end)) for start, end in pairs)


def _time(text: str) -> time:
    return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  (a local time of day, no date)


@lru_cache(maxsize=64)
def _public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError:
        return frozenset()
