"""Verbs that change the equipment."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.equipment.models import Custody, Device
from secours.journal.operations import record
from secours.people.actor import Actor
from secours.people.errors import NotAllowed
from secours.people.models import Person


@transaction.atomic
def register_device(*, by: Actor, organisation_id: int, name: str, kind: str, **fields: Any) -> Device:
    require_keeper(by)
    device = Device.objects.create(organisation_id=organisation_id, name=name.strip(), kind=kind, **fields)
    _record("device.registered", by, device)
    return device


@transaction.atomic
def change_device(device: Device, *, by: Actor, **changes: Any) -> None:
    require_keeper(by)
    for field, value in changes.items():
        setattr(device, field, value)
    device.save()
    _record("device.changed", by, device, {"fields": sorted(changes)})


@transaction.atomic
def give_device(device: Device, person: Person, *, by: Actor, since: date | None = None) -> Custody:
    """From now on this person holds the device; others who held it no longer do."""
    require_keeper(by)
    since = since or timezone.localdate()
    Custody.objects.filter(device=device, until=None).exclude(person=person).update(until=since)
    custody, _made = Custody.objects.get_or_create(
        device=device,
        person=person,
        until=None,
        defaults={"organisation_id": device.organisation_id, "since": since},
    )
    _record("device.given", by, device, {"person": person.id})
    return custody


def require_keeper(by: Actor) -> None:
    """Those who serve or administer keep the equipment; others of staff read."""
    if not (by.serves or by.administers):
        raise NotAllowed("staff_only", _("Only the support team may change the equipment."))


def _record(kind: str, by: Actor, device: Device, data: dict[str, Any] | None = None) -> None:
    record(
        kind,
        by=by,
        subject_kind="device",
        subject_id=device.id,
        organisation_id=device.organisation_id,
        data=data,
    )
