"""Single values as agents write them: numbers with units, flags, dates of several habits."""

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

# Counters of switches are unsigned 64 bits wide.
MOST_NUMBER = 2**64

_NUMBER = re.compile(r"([-+]?\d{1,20})(?:[.,](\d{1,18}))?\s*([A-Za-z°%]{0,8})")
# Volts and watt-hours of old macOS agents; the JSON format counts in mV and mWh.
_THOUSANDS = {"v", "wh"}
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


class Unusable(ValueError):
    """A value that gives no number, flag or text."""


def number(value: Any) -> int | None:
    """A whole number, None for an empty value; raises Unusable for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unusable
    if isinstance(value, str):
        return _number_in(value.strip())
    if not math.isfinite(value) or abs(value) > MOST_NUMBER:
        raise Unusable
    return round(value)


def _number_in(text: str) -> int | None:
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if not found:
        raise Unusable
    whole, decimals, unit = found.groups()
    factor = 1000 if unit.lower() in _THOUSANDS else 1
    amount = round(float(f"{whole}.{decimals}") * factor) if decimals else int(whole) * factor
    return number(amount)


def flag(value: Any) -> bool | None:
    """True or False, None for an empty value; raises Unusable for anything else."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower() if isinstance(value, str | int) else "?"
    if not text:
        return None
    if text not in _YES | _NO:
        raise Unusable
    return text in _YES


def iso_date(text: str, *, month_first: bool) -> str:
    """`31/12/2020` as `2020-12-31`; a text of another form as it came, an impossible date as ''."""
    found = _SLASHED.fullmatch(text.strip())
    if not found:
        return text
    first, second, year = (int(part) for part in found.groups())
    month, day = (first, second) if month_first else (second, first)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def moment(text: Any, offset: Any) -> datetime | None:
    """A local time of the device and its `+0200`, as UTC. Without a readable offset, UTC is assumed."""
    try:
        local = datetime.fromisoformat(str(text).strip())
        aware = local if local.tzinfo else local.replace(tzinfo=_zone(offset))
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def has_offset(offset: Any) -> bool:
    """Whether an offset such as `+0200` is readable; else moments are taken as UTC."""
    return bool(_OFFSET.fullmatch(str(offset).strip()))


def _zone(offset: Any) -> timezone:
    found = _OFFSET.fullmatch(str(offset).strip())
    if not found:
        return UTC
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    if ahead > timedelta(hours=14):
        return UTC
    return timezone(-ahead if found[1] == "-" else ahead)


def day(text: Any) -> date | None:
    """The day of an ISO date or moment; the epoch, which agents write for “unknown”, gives None."""
    try:
        found = date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
    return found if found.year > 1980 else None
