"""A reading put onto its device: its fields, its facts, its programs. Only what differs is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from secours.equipment.inventory.facts import Fact, facts_from
from secours.equipment.inventory.reading import InventoryReading
from secours.equipment.matching import MACS_FACT
from secours.equipment.models import Device, DeviceFact, DeviceKind, Installation, Software
from secours.equipment.operations import record_on_device
from secours.people.actor import Actor

_FIELDS = (
    "name",
    "serial",
    "uuid",
    "agent_id",
    "manufacturer",
    "model",
    "os_name",
    "os_version",
    "last_user",
)
_LENGTHS = {one.name: getattr(one, "max_length", None) for one in Device._meta.get_fields()}
_FINER = {DeviceKind.LAPTOP, DeviceKind.SERVER}


@dataclass(frozen=True)
class Applied:
    device: Device
    changes: list[str]


def apply_reading(
    reading: InventoryReading, known: Device | None, *, by: Actor, organisation_id: int, now: datetime
) -> Applied:
    """`known` None: the device is made. A report older than the last contact completes, never overwrites."""
    seen = min(reading.observed_at or now, now)
    device = known or _new_device(reading, organisation_id)
    is_late = known is not None and device.last_contact_at is not None and seen < device.last_contact_at
    fields = _set_fields(device, reading, only_empty=is_late)
    if not is_late:
        device.last_contact_at = seen
    device.save()
    software = [] if is_late else _keep_software(device, reading)
    facts = _keep_facts(device, reading, now)
    if known is None:
        record_on_device("device.discovered", by, device, {"kind": str(device.kind)})
        return Applied(device, [])
    if fields or software:
        record_on_device("device.changed", by, device, {"fields": [*fields, *software], "from": "inventory"})
    return Applied(device, [*fields, *software, *facts])


def _new_device(reading: InventoryReading, organisation_id: int) -> Device:
    kind = reading.device_kind if reading.device_kind in DeviceKind.values else DeviceKind.OTHER
    name = reading.name or reading.serial or reading.device_id or next(iter(reading.macs), reading.uuid)
    return Device(organisation_id=organisation_id, kind=kind, name=name[:80])


def _set_fields(device: Device, reading: InventoryReading, *, only_empty: bool) -> list[str]:
    """What the report knows; what it leaves empty stays as it was."""
    values = {name: getattr(reading, name, "") for name in _FIELDS} | {"agent_id": reading.device_id}
    if reading.device_kind in _FINER and device.kind == DeviceKind.COMPUTER:
        values["kind"] = reading.device_kind
    changed = []
    for name, value in values.items():
        fitted = str(value)[: _LENGTHS[name]]
        if not fitted or fitted == getattr(device, name) or (only_empty and getattr(device, name)):
            continue
        setattr(device, name, fitted)
        changed.append(name)
    return changed


def _keep_facts(device: Device, reading: InventoryReading, now: datetime) -> list[str]:
    """Keys of those whose value changed; an older report never replaces a newer fact."""
    told = facts_from(reading, now)
    if reading.macs:
        at = min(reading.observed_at or now, now)
        told[MACS_FACT] = Fact(MACS_FACT, reading.macs, at)
    kept = {row.key: row for row in DeviceFact.objects.filter(device=device)}
    changed, updated, made = [], [], []
    for key, fact in told.items():
        value, row = _storable(fact), kept.get(key)
        if row is None:
            made.append(_row(device, fact, value))
            changed.append(key)
        elif fact.at >= row.at:
            changed += [key] if row.value != value else []
            row.value, row.at = value, fact.at
            updated.append(row)
    DeviceFact.objects.bulk_create(made)
    DeviceFact.objects.bulk_update(updated, ["value", "at"])
    return sorted(changed)


def _row(device: Device, fact: Fact, value: Any) -> DeviceFact:
    return DeviceFact(
        organisation_id=device.organisation_id, device=device, key=fact.key, value=value, at=fact.at
    )


def _storable(fact: Fact) -> Any:
    """The value alone, or with the part that it concerns."""
    value = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    return {"value": value, "about": fact.about} if fact.about else value


def _keep_software(device: Device, reading: InventoryReading) -> list[str]:
    """Programs there, changed or gone; a report that does not speak of them says nothing of them."""
    entries = _programs(reading.many("softwares"))
    if not entries:
        return []
    software = _software(device.organisation_id, entries)
    kept = {row.software_id: row for row in Installation.objects.filter(device=device)}
    wanted = {software[key].id: version for key, version in entries.items()}
    made = [_installation(device, id_, version) for id_, version in wanted.items() if id_ not in kept]
    moved = [row for id_, row in kept.items() if id_ in wanted and row.version != wanted[id_]]
    for row in moved:
        row.version = wanted[row.software_id]
    gone = [row.id for id_, row in kept.items() if id_ not in wanted]
    Installation.objects.bulk_create(made, batch_size=1000)
    Installation.objects.bulk_update(moved, ["version"], batch_size=500)
    if gone:
        Installation.objects.filter(id__in=gone).delete()
    return ["softwares"] if made or moved or gone else []


_Program = tuple[str, str]


def _programs(entries: Iterable[dict[str, Any]]) -> dict[_Program, str]:
    """Version by name and publisher; the same program twice (32 and 64 bits) counts once."""
    found: dict[_Program, str] = {}
    for entry in entries:
        name = str(entry.get("name") or entry.get("guid") or "").strip()[:200]
        if name:
            key = (name, str(entry.get("publisher") or "").strip()[:120])
            found.setdefault(key, str(entry.get("version") or "").strip()[:80])
    return found


def _software(organisation_id: int, programs: Iterable[_Program]) -> dict[_Program, Software]:
    wanted = set(programs)
    rows = _known_software(organisation_id, wanted)
    missing = sorted(wanted - set(rows))
    if missing:
        Software.objects.bulk_create(
            [Software(organisation_id=organisation_id, name=n, publisher=p) for n, p in missing],
            batch_size=1000,
            ignore_conflicts=True,
        )
        rows |= _known_software(organisation_id, set(missing))
    return rows


def _known_software(organisation_id: int, wanted: set[_Program]) -> dict[_Program, Software]:
    names = [name for name, _publisher in wanted]
    rows = Software.objects.filter(organisation_id=organisation_id, name__in=names)
    return {(row.name, row.publisher): row for row in rows if (row.name, row.publisher) in wanted}


def _installation(device: Device, software_id: int, version: str) -> Installation:
    return Installation(
        organisation_id=device.organisation_id, device=device, software_id=software_id, version=version
    )
