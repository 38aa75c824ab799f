"""Programs of a computer: what runs hot, what changed lately, how it is reached from afar."""

import re
from datetime import timedelta
from typing import Any

from . import values
from .reading import InventoryReading

# An update within this many days before the inventory is a recent one.
RECENT_DAYS = 14
# The share of a younger process says nothing of the processor over time.
_STEADY = timedelta(minutes=30)

_AGENT = re.compile(r"^(?:glpi|fusioninventory|ocsinventory)|^perl|^ps$|idle process$|^\[", re.IGNORECASE)
_OFFICE = re.compile(r"\b(?:microsoft (?:office|365|outlook)|office (?:16|20\d\d)\b)", re.IGNORECASE)


def busiest_program(reading: InventoryReading) -> tuple[float, str] | None:
    """Percent of one processor since the program started, for the one that took most; agents left out."""
    steady = [(_share(p), str(p.get("cmd"))) for p in reading.many("processes") if _is_steady(p, reading)]
    busiest = max(steady, default=None)
    return busiest if busiest and busiest[0] > 0 else None


def office_updated_days(reading: InventoryReading) -> tuple[int, str] | None:
    """Days between the last dated change of Office and the inventory, when recent.

    Nothing otherwise: Office that updates itself keeps the date of its first installation.
    """
    if reading.observed_at is None:
        return None
    today, found = reading.observed_at.date(), []
    for entry in reading.many("softwares"):
        changed = values.day(entry.get("install_date"))
        name = str(entry.get("name") or "")
        if changed and 0 <= (today - changed).days <= RECENT_DAYS and _OFFICE.search(name):
            found.append(((today - changed).days, name[:80]))
    return min(found, default=None)


def remote_tools(reading: InventoryReading) -> tuple[str, ...]:
    """`teamviewer 123456789`: the tool and the number to reach the device by."""
    tools = [f"{e.get('type') or ''} {e.get('id') or ''}".strip()[:80] for e in reading.many("remote_mgmt")]
    return tuple(tool for tool in dict.fromkeys(tools) if tool)


def _share(process: dict[str, Any]) -> float:
    text = str(process.get("cpuusage") or "").strip().replace(",", ".")
    return float(text) if re.fullmatch(r"\d{1,5}(?:\.\d{1,3})?", text) else 0.0


def _is_steady(process: dict[str, Any], reading: InventoryReading) -> bool:
    zone = reading.one("operatingsystem").get("timezone")
    started = values.moment(process.get("started"), zone.get("offset") if isinstance(zone, dict) else "")
    if started is None or reading.observed_at is None or _AGENT.search(str(process.get("cmd") or "perl")):
        return False
    return reading.observed_at - started >= _STEADY
