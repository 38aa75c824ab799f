"""Deadlines against a clock that is walked minute by minute: changes of the hour, holidays, pauses of any kind.

The oracle knows nothing of spans: it looks at each minute, what a clock on the wall says then, and counts.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from secours.service_levels.hours import OpenHours, deadline, open_minutes

# Hours, the first day, the minute at which it begins, pauses in minutes.
Case = tuple[OpenHours, date, int, list[tuple[int, int]]]
MINUTE, DAYS = timedelta(minutes=1), 12
# Days around which clocks change in one zone at least (spring and autumn, half an hour at Lord Howe), and a plain one.
BEGINNINGS = [date(2026, 3, 27), date(2026, 10, 23), date(2026, 11, 1), date(2026, 4, 3), date(2026, 9, 4), date(2026, 7, 10)]  # fmt: skip
ZONES = [
    "Europe/Paris",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "UTC",
]


@cache
def on_the_wall(zone: str, first: date) -> tuple[datetime, dict[datetime, int]]:
    """From when minutes are counted, and the first minute at which a clock of the zone says this or that."""
    begin = datetime.combine(first, time(0), UTC) - timedelta(days=1)
    said: dict[datetime, int] = {}
    for minute in range((DAYS + 3) * 24 * 60):
        local = (begin + minute * MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        said.setdefault(local, minute)
    return begin, said


def minute_of(said: dict[datetime, int], local: datetime) -> int:
    """A time that the clock jumped over is as far from the last one said as if it had not jumped (RFC 5545)."""
    jumped = 0
    while local not in said:
        local, jumped = local - MINUTE, jumped + 1
    return said[local] + jumped


def running(hours: OpenHours, first: date, pauses: list[tuple[int, int]]) -> set[int]:
    """The minutes that count."""
    _begin, said = on_the_wall(hours.zone, first)
    counted = {minute for day in range(DAYS) for minute in opened(hours, said, first + timedelta(days=day))}
    return counted.difference(*(range(start, end) for start, end in pauses))


def opened(hours: OpenHours, said: dict[datetime, int], day: date) -> Iterator[int]:
    for start, end in () if day in hours.closed else hours.weekly[day.weekday()]:
        to = datetime.combine(day, end)
        until = to + MINUTE if end == time(23, 59) else to  # as one says "until midnight"
        yield from range(minute_of(said, datetime.combine(day, start)), minute_of(said, until))


# Spans of one day, apart from one another; by quarters of an hour, the night of the change included.
_QUARTERS = st.lists(st.integers(0, 95), unique=True, min_size=2, max_size=6).map(sorted)
_DAYS = st.one_of(_QUARTERS, st.just([32, 72]), st.just([0, 95]), st.just([]))
# Minutes from the start, and how long: nested, crossing, touching, empty.
_PAUSES = st.tuples(*[st.tuples(st.integers(-400, 3000), st.integers(0, 1500))] * 3)


def day_of(quarters: list[int]) -> tuple[tuple[time, time], ...]:
    times = [time(quarter // 4, quarter % 4 * 15) if quarter < 95 else time(23, 59) for quarter in quarters]
    return tuple(zip(times[::2], times[1::2], strict=False))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Hours, the first day, the minute at which it begins, and pauses from minute to minute."""
    first = draw(st.sampled_from(BEGINNINGS))
    week = [day_of(draw(_DAYS)) for _day in range(3)]
    closed = frozenset(
        first + timedelta(days=day) for day in (draw(st.integers(0, 4)), draw(st.integers(0, 11)))
    )
    hours = OpenHours(draw(st.sampled_from(ZONES)), tuple(week[n % 3] for n in range(7)), closed)
    start = draw(st.integers(2 * 24 * 60, 5 * 24 * 60))
    return hours, first, start, [(start + begun, start + begun + long) for begun, long in draw(_PAUSES)]


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(1, 3000))
def test_a_deadline_is_where_the_walked_clock_stops(case: Case, minutes: int) -> None:
    hours, first, start, pauses = case
    begin, _said = on_the_wall(hours.zone, first)
    counted = sorted(minute for minute in running(hours, first, pauses) if minute >= start)
    found = deadline(at(begin, start), minutes, hours, [(at(begin, a), at(begin, b)) for a, b in pauses])
    if len(counted) >= minutes:
        assert found == at(begin, counted[minutes - 1] + 1)
    else:
        end = at(begin, (DAYS + 1) * 24 * 60)
        assert found is None or found > end - timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 8000))
def test_open_minutes_are_those_of_the_walked_clock(case: Case, lasting: int) -> None:
    hours, first, start, pauses = case
    begin, _said = on_the_wall(hours.zone, first)
    counted = running(hours, first, pauses) & set(range(start, start + lasting))
    told = [(at(begin, a), at(begin, b)) for a, b in pauses]
    assert open_minutes(at(begin, start), at(begin, start + lasting), hours, told) == len(counted)


def at(begin: datetime, minute: int) -> datetime:
    return begin + minute * MINUTE


def test_hours_that_never_open_promise_nothing() -> None:
    assert deadline(datetime(2026, 7, 10, tzinfo=UTC), 1, OpenHours("Europe/Paris", ((),) * 7)) is None


def test_the_night_of_the_change_counts_as_long_as_it_is() -> None:
    """Open all night, 3 hours from midnight: 4 o'clock in spring, 2 o'clock (the second) in autumn."""
    always = OpenHours("Europe/Paris", (((time(0), time(23, 59)),),) * 7)
    paris = ZoneInfo("Europe/Paris")
    for day, hour in ((date(2026, 3, 29), 4), (date(2026, 10, 25), 2)):
        found = deadline(datetime.combine(day, time(0), paris).astimezone(UTC), 180, always)
        assert found is not None
        assert found.astimezone(paris).hour == hour
