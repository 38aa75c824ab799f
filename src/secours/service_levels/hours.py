"""Open hours and deadlines: pure functions of spans, a calendar and minutes (design.md 4.5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
# Beyond this the calendar is never open: a wrong setting, not a promise.
_MOST_DAYS = 800


@dataclass(frozen=True)
class OpenHours:
    """Weekly hours in a zone. `weekly`: by weekday (Monday 0), spans of local times, in order."""

    zone: str
    weekly: tuple[tuple[tuple[time, time], ...], ...]
    closed: frozenset[date] = field(default_factory=frozenset)

    def spans_on(self, day: date) -> Iterator[Span]:
        """Open spans of a local day, as UTC times; a day that changes its clock is as long as it is."""
        if day in self.closed:
            return
        zone = ZoneInfo(self.zone)
        for start, end in self.weekly[day.weekday()]:
            opened = datetime.combine(day, start, zone).astimezone(UTC)
            closed = _end_of(day, end, zone)
            if opened < closed:
                yield opened, closed


def deadline(start: datetime, minutes: int, hours: OpenHours, pauses: Sequence[Span] = ()) -> datetime | None:
    """When `minutes` of open time have run since `start`, pauses left out; None if that never comes."""
    left = timedelta(minutes=minutes)
    for opened, closed in _running(start, hours, pauses):
        if closed - opened >= left:
            return opened + left
        left -= closed - opened
    return None


def open_minutes(start: datetime, end: datetime, hours: OpenHours, pauses: Sequence[Span] = ()) -> int:
    """Whole minutes of open time between two times, pauses left out."""
    total = timedelta()
    for opened, closed in _running(start, hours, pauses):
        if opened >= end:
            break
        total += min(closed, end) - opened
    return int(total.total_seconds() // 60)


def _running(start: datetime, hours: OpenHours, pauses: Sequence[Span]) -> Iterator[Span]:
    day = start.astimezone(ZoneInfo(hours.zone)).date()
    for offset in range(_MOST_DAYS):
        for opened, closed in hours.spans_on(day + timedelta(days=offset)):
            if closed > start:
                yield from _without((max(opened, start), closed), pauses)


def _without(span: Span, pauses: Sequence[Span]) -> Iterator[Span]:
    opened, closed = span
    for pause_start, pause_end in sorted(pauses):
        if pause_end <= opened or pause_start >= closed:
            continue
        if pause_start > opened:
            yield opened, pause_start
        opened = max(opened, pause_end)
    if opened < closed:
        yield opened, closed


def _end_of(day: date, end: time, zone: ZoneInfo) -> datetime:
    if end == time(23, 59):  # how a form says "until midnight"
        return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)
    return datetime.combine(day, end, zone).astimezone(UTC)
