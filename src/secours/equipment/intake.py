"""Inventories of agents: kept raw first, then understood, each in its own transaction (design.md 4.4)."""

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from secours.equipment.applying import apply_reading
from secours.equipment.inventory.errors import InventoryRefused
from secours.equipment.inventory.reading import InventoryReading, read_inventory
from secours.equipment.matching import match_device
from secours.equipment.models import Device, Inventory
from secours.journal.files import keep, path_of
from secours.people.actor import Actor, acting
from secours.people.errors import NotAllowed

log = logging.getLogger(__name__)
State = Inventory.State
DOUBTFUL = gettext_noop("Two devices look like this one. Merge them, then load the inventory again.")
NAMELESS = gettext_noop("Nothing tells which device this is: no name, serial number, UUID nor address.")
FAILED = gettext_noop("The inventory could not be applied. Tell whoever maintains Secours.")
# Agents send again when the answer is late: two of the same device wait for each other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('secours inventory', %s))"


@dataclass(frozen=True)
class Loaded:
    """`verdict`: applied, set_aside or refused, with its `reason`. `changes`: names of what changed."""

    verdict: str
    kind: str | None = None
    device: str | None = None
    created: bool = False
    incomplete: bool = False
    sections: dict[str, int] = field(default_factory=dict)
    set_aside: list[dict[str, str]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    reason: str = ""
    inventory_id: int = 0
    device_id: int | None = None


def load_inventory(raw: bytes, *, by: Actor, organisation_id: int) -> Loaded:
    """Keep what an agent sent, then apply it to its device. The same file again changes nothing."""
    inventory = store_inventory(raw, by=by, organisation_id=organisation_id)
    return apply_inventory(inventory.id, raw, by=by)


def store_inventory(raw: bytes, *, by: Actor, organisation_id: int) -> Inventory:
    """The accepted half: cheap, so that an agent has its answer at once."""
    if not (by.serves or by.administers):
        raise NotAllowed("staff_only", _("Only the support team may change the equipment."))
    sha256 = hashlib.sha256(raw).hexdigest()
    with acting(by):
        known = Inventory.objects.filter(organisation_id=organisation_id, sha256=sha256).first()
        if known is not None:
            return known
        keep(raw)
        return Inventory.objects.create(organisation_id=organisation_id, sha256=sha256)


def apply_inventory(inventory_id: int, raw: bytes, *, by: Actor) -> Loaded:
    """The understood half; harmless to repeat."""
    now = timezone.now()
    try:
        reading = read_inventory(raw)
    except InventoryRefused as refusal:
        return _closed(inventory_id, State.REFUSED, str(refusal), by)
    try:
        with acting(by):
            return _applied(inventory_id, reading, by, now)
    except (OperationalError, InterfaceError):
        raise  # kept: it is applied later
    # Whatever it is, the raw report stays in view of a person and the next ones go on.
    except Exception as problem:
        log.exception("inventory %s could not be applied", inventory_id)
        return _closed(inventory_id, State.SET_ASIDE, f"{FAILED}\t{type(problem).__name__}", by, reading)


def apply_stored(*, by: Actor, most: int = 200) -> int:
    """What a crash left kept but not applied; gives back how many."""
    with acting(by):
        waiting = Inventory.objects.filter(state=State.STORED).order_by("id")
        rows = list(waiting.values_list("id", "sha256")[:most])
    for inventory_id, sha256 in rows:
        apply_inventory(inventory_id, path_of(sha256).read_bytes(), by=by)
    return len(rows)


def reason_of(inventory: Inventory) -> str:
    """Why it was set aside or refused, in the active language."""
    text, _tab, detail = inventory.reason.partition("\t")
    return f"{gettext(text)} ({detail})" if detail else gettext(text) if text else ""


def _applied(inventory_id: int, reading: InventoryReading, by: Actor, now: datetime) -> Loaded:
    inventory = (
        Inventory.objects.select_for_update(of=("self",)).select_related("device").get(id=inventory_id)
    )
    if inventory.state == State.APPLIED:
        return _loaded(State.APPLIED, inventory, reading, inventory.device)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [inventory.organisation_id])
    match = match_device(reading, inventory.organisation_id)
    if match.is_doubtful or (match.device is None and not _tells_which(reading)):
        reason = DOUBTFUL if match.is_doubtful else NAMELESS
        _finish(inventory, State.SET_ASIDE, reason)
        return _loaded(State.SET_ASIDE, inventory, reading, None)
    outcome = apply_reading(reading, match.device, by=by, organisation_id=inventory.organisation_id, now=now)
    inventory.device = outcome.device
    _finish(inventory, State.APPLIED, "")
    return _loaded(
        State.APPLIED, inventory, reading, outcome.device, outcome.changes, created=match.device is None
    )


def _tells_which(reading: InventoryReading) -> bool:
    return bool(reading.name or reading.serial or reading.uuid or reading.macs or reading.device_id)


def _closed(
    inventory_id: int, state: str, reason: str, by: Actor, reading: InventoryReading | None = None
) -> Loaded:
    with acting(by):
        inventory = Inventory.objects.select_for_update(of=("self",)).get(id=inventory_id)
        _finish(inventory, state, reason)
        return _loaded(state, inventory, reading, None)


def _finish(inventory: Inventory, state: str, reason: str) -> None:
    inventory.state, inventory.reason = state, reason
    inventory.save(update_fields=["state", "reason", "device"])


def _loaded(
    verdict: str,
    inventory: Inventory,
    reading: InventoryReading | None,
    device: Device | None,
    changes: list[str] | None = None,
    created: bool = False,
) -> Loaded:
    described: dict[str, Any] = {}
    if reading is not None:
        described = {
            "kind": reading.kind,
            "incomplete": reading.incomplete,
            "sections": dict(reading.sections),
            "set_aside": [part.as_dict() for part in reading.set_aside],
        }
    return Loaded(
        verdict=str(verdict),
        device=device.name if device else None,
        device_id=device.id if device else None,
        created=created,
        changes=changes or [],
        reason=reason_of(inventory),
        inventory_id=inventory.id,
        **described,
    )
