"""What the agent of a device told, in sentences, with its age."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secours.equipment.inventory.answers import RULES, evidence_for
from secours.equipment.inventory.facts import Fact
from secours.equipment.models import Device, DeviceFact
from secours.web.workbench import moments

_FRESH = timedelta(hours=24)


@dataclass(frozen=True)
class Told:
    """`is_telling`: it answers a check of the fault base as something that is wrong."""

    sentence: str
    age: str
    is_fresh: bool
    is_telling: bool = False


def told_by(device: Device) -> list[Told]:
    """One query. What may explain a fault first; facts without words of their own are left out."""
    now = timezone.now()
    facts = {row.key: _fact(row) for row in DeviceFact.objects.filter(device=device).order_by("key")}
    told = [*_evidence(facts, now), *_plain(facts, now)]
    return sorted({one.sentence: one for one in reversed(told)}.values(), key=lambda one: not one.is_telling)


def _evidence(facts: dict[str, Fact], now: datetime) -> Iterable[Told]:
    seen: set[str] = set()
    for rule in RULES:
        evidence = evidence_for(rule.probe, rule.check, facts)
        if evidence is None or rule.fact in seen:
            continue
        seen.add(rule.fact)
        yield _told(evidence.sentence, evidence.fact, now, _is_wrong(evidence.fact))


def _plain(facts: dict[str, Fact], now: datetime) -> Iterable[Told]:
    for key, (words, shown) in _PLAIN.items():
        if key in facts and (value := shown(facts[key].value)):
            about = f" ({facts[key].about})" if facts[key].about else ""
            yield _told(str(words) % {"value": value} + about, facts[key], now)


def _told(sentence: str, fact: Fact, now: datetime, is_telling: bool = False) -> Told:
    return Told(sentence, moments.age(fact.at, now), now - fact.at < _FRESH, is_telling)


def _is_wrong(fact: Fact) -> bool:
    """Bounds of the pack's own checks: what a technician would look at first."""
    bounds: dict[str, Callable[[Any], bool]] = {
        "disk.free_pct": lambda value: value < 10,
        "disk.free_gb": lambda value: value < 5,
        "disk.fullest_pct": lambda value: value > 98,
        "os.uptime_days": lambda value: value > 7,
        "battery.health_pct": lambda value: value < 60,
        "cpu.top_process": lambda value: value > 80,
        "disk.is_hdd": bool,
        "printers.offline": bool,
        "net.ipv4_valid": lambda value: not value,
        "net.wired_ipv4_valid": lambda value: not value,
        "os.clock_right": lambda value: not value,
    }
    return fact.key in bounds and bounds[fact.key](fact.value)


def _fact(row: DeviceFact) -> Fact:
    """A value alone, or with the part that it concerns."""
    if isinstance(row.value, dict):
        return Fact(row.key, row.value.get("value", ""), row.at, str(row.value.get("about", "")))
    return Fact(row.key, row.value, row.at)


def _text(value: Any) -> str:
    return str(value).strip()


def _names(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else _text(value)


def _number(value: Any) -> str:
    return number_format(value) if isinstance(value, int | float) else ""


def _memory(value: Any) -> str:
    return (
        _("%(size)s GB") % {"size": number_format(round(value / 1024, 1), 1)}
        if isinstance(value, int | float)
        else ""
    )


def _yes(value: Any) -> str:
    return _("yes") if value else _("no")


_PLAIN: dict[str, tuple[Promise, Callable[[Any], str]]] = {
    "memory.total_mb": (gettext_lazy("Memory: %(value)s"), _memory),
    "net.addresses": (gettext_lazy("IP addresses: %(value)s"), _names),
    "antivirus.names": (gettext_lazy("Antivirus: %(value)s"), _names),
    "antivirus.active": (gettext_lazy("Antivirus active: %(value)s"), _yes),
    "antivirus.up_to_date": (gettext_lazy("Antivirus up to date: %(value)s"), _yes),
    "firewall.active": (gettext_lazy("Firewall active: %(value)s"), _yes),
    "printers.names": (gettext_lazy("Printers: %(value)s"), _names),
    "printer.pages": (gettext_lazy("Pages printed: %(value)s"), _number),
    "printer.toner_pct": (gettext_lazy("Lowest toner: %(value)s%%"), _number),
    "remote.tools": (gettext_lazy("Remote control: %(value)s"), _names),
    "net.error_ports": (gettext_lazy("Ports with errors: %(value)s"), _names),
}
