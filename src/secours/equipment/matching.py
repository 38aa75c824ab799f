"""Which known device an inventory describes: signs weighed together, none believed alone where others
contradict it. A laptop's dock, a cloned disk and a replaced board each lie in their own way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from secours.equipment.inventory.reading import InventoryReading
from secours.equipment.models import Device, DeviceFact
from secours.lib.text import sort_key

# Where the addresses of a device are kept: a fact without words of its own.
MACS_FACT = "identity.macs"
ENOUGH = 40
_AGENT, _UUID, _SERIAL, _MAC, _NAME = 50, 45, 40, 20, 15
# A uuid or serial that both have and that differs weighs against.
_OTHER_UUID, _OTHER_SERIAL = -60, -40
# A device noted by hand, or met by a scan, has nothing stronger than its name or address.
_NOTHING_STRONGER = 25


@dataclass(frozen=True)
class Match:
    """`device` None: none is known. `is_doubtful`: two are as likely; a person must say which."""

    device: Device | None
    is_doubtful: bool = False


def match_device(reading: InventoryReading, organisation_id: int) -> Match:
    found = _candidates(reading, organisation_id)
    macs = _macs_of(found)
    scored = sorted(
        ((score(reading, device, macs.get(device.id, ())), -device.id, device) for device in found),
        key=lambda one: one[:2],
        reverse=True,
    )
    likely = [(points, device) for points, _order, device in scored if points >= ENOUGH]
    if not likely:
        return Match(None)
    if len(likely) > 1 and likely[0][0] == likely[1][0]:
        return Match(None, is_doubtful=True)
    return Match(likely[0][1])


def score(reading: InventoryReading, device: Device, macs: Sequence[str]) -> int:
    points = _AGENT if reading.device_id and reading.device_id == device.agent_id else 0
    points += _compared(reading.uuid, device.uuid, _UUID, _OTHER_UUID)
    points += _compared(reading.serial, device.serial, _SERIAL, _OTHER_SERIAL)
    has_same_mac = bool(set(reading.macs) & set(macs))
    has_same_name = bool(reading.name) and sort_key(reading.name) == device.sort_key
    points += (_MAC if has_same_mac else 0) + (_NAME if has_same_name else 0)
    if (has_same_mac or has_same_name) and not _can_contradict(reading, device):
        points += _NOTHING_STRONGER
    return points


def _compared(mine: str, known: str, same: int, other: int) -> int:
    if not mine or not known:
        return 0
    return same if mine.lower() == known.lower() else other


def _can_contradict(reading: InventoryReading, device: Device) -> bool:
    return bool((reading.uuid and device.uuid) or (reading.serial and device.serial))


def _candidates(reading: InventoryReading, organisation_id: int) -> list[Device]:
    signs = Q(id__in=_ids_with(reading.macs, organisation_id))
    if reading.device_id:
        signs |= Q(agent_id=reading.device_id)
    if reading.uuid:
        signs |= Q(uuid__iexact=reading.uuid)
    if reading.serial:
        signs |= Q(serial__iexact=reading.serial)
    if reading.name:
        signs |= Q(sort_key=sort_key(reading.name))
    return list(Device.objects.filter(signs, organisation_id=organisation_id)[:50])


def _ids_with(macs: Sequence[str], organisation_id: int) -> list[int]:
    if not macs:
        return []
    facts = DeviceFact.objects.filter(organisation_id=organisation_id, key=MACS_FACT)
    wanted = Q()
    for mac in macs[:20]:
        wanted |= Q(value__contains=[mac])
    return list(facts.filter(wanted).values_list("device_id", flat=True)[:50])


def _macs_of(devices: Iterable[Device]) -> dict[int, Sequence[str]]:
    ids = [device.id for device in devices]
    facts = DeviceFact.objects.filter(device_id__in=ids, key=MACS_FACT)
    return dict(facts.values_list("device_id", "value"))
