"""Weekly hours as people write and read them: « 08:30-12:30, 13:30-18:00 »."""

import re
from typing import Any

from babel.dates import get_day_names
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_SPAN = re.compile(r"^\s*(\d{1,2})(?:[:h](\d{2})?)?\s*[-–]\s*(\d{1,2})(?:[:h](\d{2})?)?\s*$")
DAYS = 7


def read_spans(text: str) -> list[list[str]]:
    """[["08:30", "12:30"], …] of what was typed; nothing typed: closed. Raises ValidationError."""
    return [_span(part) for part in re.split(r"[,;]", text) if part.strip()]


def write_spans(spans: list[list[str]]) -> str:
    return ", ".join(f"{start}-{end}" for start, end in spans)


def day_names() -> list[str]:
    """Monday to Sunday, in the reader's language, capitalised."""
    names = get_day_names("wide", locale="en_GB" if (get_language() or "fr").startswith("en") else "fr")
    return [str(names[day]).capitalize() for day in range(DAYS)]


def hours_in_words(weekly: dict[str, Any]) -> str:
    """« lundi à vendredi : 08:30-12:30, 13:30-18:00 »; days with the same hours stand together."""
    names, runs = day_names(), _runs(weekly)
    if not (get_language() or "fr").startswith("en"):
        names = [name.lower() for name in names]
    told = [
        _("%(days)s: %(hours)s") % {"days": _days(names, first, last), "hours": write_spans(spans)}
        for first, last, spans in runs
        if spans
    ]
    return "; ".join(told) or _("always closed")


def _runs(weekly: dict[str, Any]) -> list[tuple[int, int, list[list[str]]]]:
    runs: list[tuple[int, int, list[list[str]]]] = []
    for day in range(DAYS):
        spans = weekly.get(str(day), [])
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return runs


def _days(names: list[str], first: int, last: int) -> str:
    if first == last:
        return names[first]
    return _("%(first)s to %(last)s") % {"first": names[first], "last": names[last]}


def _span(part: str) -> list[str]:
    match = _SPAN.match(part)
    if match is None:
        raise ValidationError(_wrong())
    start, end = _time(match[1], match[2]), _time(match[3], match[4])
    return [start, "23:59" if end == "24:00" else end]


def _time(hours: str, minutes: str | None) -> str:
    if int(hours) > 24 or int(minutes or 0) > 59 or (int(hours) == 24 and int(minutes or 0)):
        raise ValidationError(_wrong())
    return f"{int(hours):02d}:{int(minutes or 0):02d}"


def _wrong() -> str:
    return _("Write hours like 08:30-12:30, 13:30-18:00, or leave the day empty when closed.")
