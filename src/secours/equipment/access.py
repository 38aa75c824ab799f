"""Who may see which devices."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from secours.equipment.models import Device
from secours.people.actor import Actor
from secours.people.errors import NotFound


def devices_visible_to(actor: Actor) -> QuerySet[Device]:
    """Staff: all in reach. Client contact: its organisation's. Others: what they hold, what is
    shared at their site."""
    devices = Device.objects.filter(organisation_id__in=sorted(actor.reach), is_active=True)
    if actor.is_system or actor.is_staff:
        return devices
    own = devices.filter(organisation_id=actor.organisation_id or 0)
    if actor.has("client"):
        return own
    held = Q(custodies__person_id=actor.person_id, custodies__until=None)
    return own.filter(held | Q(is_shared=True)).distinct()


def device_for(actor: Actor, device_id: int) -> Device:
    device = devices_visible_to(actor).filter(id=device_id).first()
    if device is None:
        raise NotFound("device_not_found", _("This device does not exist, or is not in your reach."))
    return device
