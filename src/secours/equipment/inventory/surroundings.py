"""What is fitted to or set on a device: battery, screens, antivirus, printers, supplies, ports."""

import re
from typing import Any

from .reading import InventoryReading

# Fewer errors than this come with plugging and unplugging.
_MANY_ERRORS = 100
_MOST_NAMES = 50

_BUILT_IN_SCREEN = {
    *("laptop", "notebook", "portable", "sub notebook", "convertible", "detachable"),
    *("all in one", "tablet", "imac"),
}
_PERCENT = re.compile(r"100|[0-9]{1,2}")
_PLUGGED = re.compile(r"vga|hdmi|dvi|\bdp\b|display ?port|\busb", re.IGNORECASE)
_PAPERLESS = re.compile(r"pdf|xps|onenote|\bfax\b|image writer|document converter", re.IGNORECASE)


def worst_battery(reading: InventoryReading) -> tuple[int, str] | None:
    """Full charge in percent of the design capacity. Phones report a charge level instead: nothing then."""
    found = []
    for battery in reading.many("batteries"):
        design, full = battery.get("capacity"), battery.get("real_capacity")
        # New batteries hold a little more than their design; more than a fifth is a wrong unit.
        if isinstance(design, int) and isinstance(full, int) and 0 < full <= 1.2 * design:
            found.append((min(100, round(100 * full / design)), str(battery.get("name") or "")[:80]))
    return min(found, default=None)


def external_screens(reading: InventoryReading) -> int | None:
    """Screens beside the built-in one; None when none is listed, or one that may be either."""
    monitors = reading.many("monitors")
    plugged = sum(bool(_PLUGGED.search(str(monitor.get("port") or ""))) for monitor in monitors)
    if plugged or not monitors:
        return plugged or None
    chassis = f"{reading.one('hardware').get('chassis_type') or ''}".lower()
    has_own = chassis in _BUILT_IN_SCREEN or reading.model.lower().startswith("imac")
    # A laptop with its lid closed lists the external screen only.
    return len(monitors) - has_own or None


def is_antivirus_active(reading: InventoryReading) -> bool | None:
    """One is enough: Defender sleeps beside another product."""
    states = [entry.get("enabled") for entry in reading.many("antivirus")]
    return _any_of(states)


def is_antivirus_up_to_date(reading: InventoryReading) -> bool | None:
    return _any_of([e.get("uptodate") for e in reading.many("antivirus") if e.get("enabled") is not False])


def antivirus_names(reading: InventoryReading) -> tuple[str, ...]:
    return _names(reading.many("antivirus"))


def is_firewall_active(reading: InventoryReading) -> bool | None:
    """False as soon as one profile is off."""
    states = [str(entry.get("status") or "").lower() for entry in reading.many("firewalls")]
    known = [state == "on" for state in states if state in ("on", "off")]
    return all(known) if known else None


def printer_names(reading: InventoryReading) -> tuple[str, ...]:
    return _names(_real_printers(reading))


def is_printer_offline(reading: InventoryReading) -> bool | None:
    """True when every real printer is offline, False when the only one prints.

    Windows says “idle” of many a printer that is switched off, so idle proves nothing.
    """
    states = [f"{p.get('status')} {p.get('errstatus')}".lower() for p in _real_printers(reading)]
    if states and all("offline" in state for state in states):
        return True
    return False if len(states) == 1 and states[0].startswith(("printing", "warmup")) else None


def lowest_toner(reading: InventoryReading) -> tuple[int, str] | None:
    """Percent left, with the field's name (`tonerblack`); words and weights are passed over."""
    found = []
    for cartridge in reading.many("cartridges"):
        for field, value in cartridge.items():
            text = str(value).strip().removesuffix("%").strip()
            if field.startswith(("toner", "cartridge")) and _PERCENT.fullmatch(text):
                found.append((int(text), field[:40]))
    return min(found, default=None)


def pages_printed(reading: InventoryReading) -> int | None:
    total = reading.one("pagecounters").get("total")
    return total if isinstance(total, int) else None


def error_ports(reading: InventoryReading) -> tuple[str, ...]:
    """Ports of a switch that count many errors, in or out, since their counters started."""
    bad = [p for p in reading.many("network_ports") if _errors(p) >= _MANY_ERRORS]
    names = [str(p.get("ifname") or p.get("ifdescr") or p.get("ifnumber") or "")[:80] for p in bad]
    return tuple(names[:_MOST_NAMES])


def _any_of(states: list[Any]) -> bool | None:
    known = [state for state in states if isinstance(state, bool)]
    return any(known) if known else None


def _names(entries: list[dict[str, Any]]) -> tuple[str, ...]:
    names = [str(entry.get("name") or "").strip()[:80] for entry in entries]
    return tuple(name for name in dict.fromkeys(names) if name)[:_MOST_NAMES]


def _real_printers(reading: InventoryReading) -> list[dict[str, Any]]:
    return [
        p for p in reading.many("printers") if not _PAPERLESS.search(f"{p.get('name')} {p.get('driver')}")
    ]


def _errors(port: dict[str, Any]) -> int:
    counts = (port.get("ifinerrors"), port.get("ifouterrors"))
    return sum(count for count in counts if isinstance(count, int))
