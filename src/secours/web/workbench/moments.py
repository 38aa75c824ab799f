"""Times in words, in the reader's zone and language: ages, deadlines, days."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from secours.lib.text import with_first_day

SOON = timedelta(hours=2)
_DAY = 24 * 60


def hour(moment: datetime) -> str:
    """9:46, in the zone in force."""
    local = timezone.localtime(moment)
    return f"{local.hour}:{local.minute:02d}"


def short_day(day: date) -> str:
    """27 nov., with its year when that is another one."""
    pattern = "d MMM" if day.year == timezone.localdate().year else "d MMM y"
    return _formatted(day, pattern, get_language() or "fr")


def long_day(day: date) -> str:
    """mardi 24 novembre."""
    pattern = "EEEE d MMMM" if day.year == timezone.localdate().year else "EEEE d MMMM y"
    return _formatted(day, pattern, get_language() or "fr")


def when(moment: datetime) -> str:
    """The hour today, “tomorrow 9:00”, else the day and the hour."""
    day, today = timezone.localtime(moment).date(), timezone.localdate()
    if day == today:
        return hour(moment)
    if day == today + timedelta(days=1):
        return _("tomorrow %(hour)s") % {"hour": hour(moment)}
    if day == today - timedelta(days=1):
        return _("yesterday %(hour)s") % {"hour": hour(moment)}
    return f"{short_day(day)} {hour(moment)}"


def duration(minutes: int) -> str:
    """42 min, 1 h 10, 3 d: two units at most."""
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < _DAY:
        hours, rest = divmod(minutes, 60)
        return (
            _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02d}"}
            if rest
            else _hours(hours)
        )
    return _("%(n)s d") % {"n": minutes // _DAY}


def worked(minutes: int) -> str:
    """Open minutes, never days: 40 h of opening hours are a week, not the day and a half of a calendar."""
    return duration(minutes) if minutes < _DAY else _hours(minutes // 60)


def age(since: datetime, now: datetime) -> str:
    """One unit: 22 min, 3 h, 6 d."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return _("now")
    if 60 <= minutes < _DAY:
        return _hours(minutes // 60)
    return duration(minutes)


def days_ago(moment: datetime) -> str:
    """today, yesterday, 12 days ago."""
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    if days < 1:
        return _("today")
    return ngettext("yesterday", "%(n)s days ago", days) % {"n": days}


def clock(due_at: datetime | None, now: datetime) -> tuple[str, str]:
    """Kind (ok, soon, late; none) and words of a deadline that runs."""
    if due_at is None:
        return "", ""
    left = int((due_at - now).total_seconds() / 60)
    if due_at < now:
        return "late", _("%(time)s late") % {"time": duration(-left)}
    if due_at - now < SOON:
        return "soon", _("in %(time)s") % {"time": duration(left)}
    return "ok", when(due_at)


def remaining(due_at: datetime, now: datetime) -> tuple[str, str]:
    """`clock` that always says how long there is left."""
    kind, words = clock(due_at, now)
    if kind == "late":
        return kind, words
    return kind, _("%(time)s left") % {"time": duration(int((due_at - now).total_seconds() / 60))}


def promise_clock(next_due_at: datetime | None, due_at: datetime | None, now: datetime) -> tuple[str, str]:
    """`clock` of the promise that falls next, which says so when it is the first answer."""
    kind, words = clock(next_due_at, now)
    return kind, _("answer: %(clock)s") % {"clock": words} if words and next_due_at != due_at else words


def _hours(hours: int) -> str:
    return _("%(n)s h") % {"n": hours}


@lru_cache(maxsize=512)
def _formatted(day: date, pattern: str, language: str) -> str:
    words = format_date(day, pattern, locale="en_GB" if language.startswith("en") else "fr")
    return words if language.startswith("en") else with_first_day(words)
