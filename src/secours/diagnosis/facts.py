"""What the devices told already: checks with a probe are answered before anyone is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from secours.diagnosis.models import Finding, Run
from secours.equipment.inventory.answers import Evidence, evidence_for
from secours.equipment.inventory.facts import Fact
from secours.equipment.models import Device, DeviceFact, DeviceKind
from secours.faults.models import Check

FRESH: Final = timedelta(hours=24)
_COMPUTERS: Final = (DeviceKind.COMPUTER, DeviceKind.LAPTOP)


@dataclass(frozen=True)
class Told:
    """One check that a device answers, and the fact behind it as it is kept with the finding."""

    check: Check
    evidence: Evidence
    device_name: str

    @property
    def kept(self) -> dict[str, Any]:
        fact = self.evidence.fact
        value = list(fact.value) if isinstance(fact.value, tuple) else fact.value
        return {
            "key": fact.key,
            "value": value,
            "about": fact.about,
            "at": fact.at.isoformat(),
            "device": self.device_name,
        }


def told_by_devices(run: Run) -> list[Told]:
    """Three queries at most. A stale fact answers nothing: the question stays open."""
    devices = _devices_of(run)
    checks = Check.objects.filter(fault=run.fault, is_retired=False).exclude(probe="")
    checks = checks.select_related("fault")
    if not devices:
        return []
    fresh = DeviceFact.objects.filter(device__in=devices, at__gte=timezone.now() - FRESH)
    by_device: dict[int, dict[str, Fact]] = {}
    for row in fresh:
        by_device.setdefault(row.device_id, {})[row.key] = _fact(row)
    return list(_told(checks, devices, by_device))


def sentence_of(finding: Finding) -> str:
    """The kept fact in the reader's language: « Disque libre : 4 % (C:) ». Empty for other sources."""
    kept = finding.told
    if "key" not in kept:
        return ""
    check = finding.check_asked
    fact = Fact(kept["key"], kept["value"], datetime.fromisoformat(kept["at"]), kept["about"])
    evidence = evidence_for(check.probe, check.code, {fact.key: fact})
    return evidence.sentence if evidence else ""


def _told(
    checks: Iterable[Check], devices: list[Device], by_device: dict[int, dict[str, Fact]]
) -> Iterable[Told]:
    """The first device that knows answers: the one concerned comes before the person's computer."""
    for check in checks:
        for device in devices:
            evidence = evidence_for(check.probe, check.code, by_device.get(device.id, {}))
            if evidence is not None:
                yield Told(check, evidence, device.name)
                break


def _devices_of(run: Run) -> list[Device]:
    """The device concerned; when it is no computer, also the only computer that the person holds: the
    printer's queue is on it."""
    concerned = [run.device] if run.device is not None else []
    if concerned and concerned[0].kind in (*_COMPUTERS, DeviceKind.SERVER):
        return concerned
    held = list(
        Device.objects.filter(
            custodies__person_id=run.person_id, custodies__until=None, is_active=True, kind__in=_COMPUTERS
        )[:2]
    )
    return concerned + (held if len(held) == 1 else [])


def _fact(row: DeviceFact) -> Fact:
    """A value alone, or with the part that it concerns."""
    if isinstance(row.value, dict):
        return Fact(row.key, row.value["value"], row.at, row.value.get("about", ""))
    return Fact(row.key, row.value, row.at)


def finding_of(run: Run, told: Told) -> Finding:
    """Not saved."""
    return Finding(
        organisation_id=run.organisation_id,
        run=run,
        check_asked=told.check,
        value=told.evidence.answer,
        source=Finding.Source.PROBE,
        fact=told.evidence.fact.key,
        told=told.kept,
        at=told.evidence.fact.at,
    )
