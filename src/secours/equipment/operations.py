"""Verbs that change the equipment."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.equipment.models import Custody, Device
from secours.journal.operations import record_about
from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Person


@transaction.atomic
def register_device(*, by: Actor, organisation_id: int, name: str, kind: str, **fields: Any) -> Device:
    require_keeper(by)
    device = Device.objects.create(organisation_id=organisation_id, name=name.strip(), kind=kind, **fields)
    record_on_device("device.registered", by, device)
    return device


@transaction.atomic
def change_device(device: Device, *, by: Actor, **changes: Any) -> None:
    require_keeper(by)
    for field, value in changes.items():
        setattr(device, field, value)
    device.save()
    record_on_device("device.changed", by, device, {"fields": sorted(changes)})


@transaction.atomic
def give_device(
    device: Device, person: Person, *, by: Actor, since: date | None = None, due_on: date | None = None
) -> Custody:
    """From now on this person holds the device; others who held it no longer do. `due_on`: it is lent, to
    be back that day."""
    require_keeper(by)
    since = since or timezone.localdate()
    if not people_visible_to(by).filter(id=person.id, is_active=True).exists():
        raise Refused("person_not_found", _("This person does not exist any more."), field="person")
    if due_on is not None and due_on < since:
        raise Refused("due_in_the_past", _("It cannot be back before it leaves."), field="due_on")
    _held(device).exclude(person=person).update(until=since)
    custody, _made = Custody.objects.update_or_create(
        device=device,
        person=person,
        until=None,
        defaults={"due_on": due_on},
        create_defaults={"organisation_id": device.organisation_id, "since": since, "due_on": due_on},
    )
    due = {"due_on": due_on.isoformat()} if due_on else {}
    record_on_device("device.given", by, device, {"person": person.id, **due})
    return custody


@transaction.atomic
def take_device_back(device: Device, *, by: Actor, until: date | None = None) -> list[Custody]:
    """Nobody holds it any more; who held it, and since when, stays."""
    require_keeper(by)
    held = list(_held(device).select_for_update())
    if not held:
        raise Refused("not_held", _("Nobody holds this device."))
    for custody in held:
        custody.until = until or timezone.localdate()
        custody.save(update_fields=["until"])
        record_on_device("device.taken_back", by, device, {"person": custody.person_id})
    return held


def _held(device: Device) -> QuerySet[Custody]:
    return Custody.objects.filter(device=device, until=None)


def require_keeper(by: Actor) -> None:
    """Those who serve or administer keep the equipment; others of staff read."""
    if not (by.serves or by.administers):
        raise NotAllowed("staff_only", _("Only the support team may change the equipment."))


def record_on_device(kind: str, by: Actor, device: Device, data: dict[str, Any] | None = None) -> None:
    record_about(device, kind, by=by, data=data)
