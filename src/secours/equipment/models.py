"""Devices, who holds them, what their agents report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from secours.lib.text import sort_key
from secours.people.choices import Criticality
from secours.people.models import Organisation, Person, Place, Site


class DeviceKind(models.TextChoices):
    COMPUTER = "computer", _("Computer")
    LAPTOP = "laptop", _("Laptop")
    PRINTER = "printer", _("Printer")
    NETWORK = "network", _("Network equipment")
    PHONE = "phone", _("Phone")
    MONITOR = "monitor", _("Screen")
    SERVER = "server", _("Server")
    SCANNER = "scanner", _("Scanner")
    OTHER = "other", _("Other")


class Device(models.Model):
    """A thing we keep: found by its name, tag or serial; held by a person or a place."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=10, choices=DeviceKind.choices, default=DeviceKind.COMPUTER)
    name = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=80, editable=False)
    asset_tag = models.CharField(max_length=40, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    uuid = models.CharField(max_length=60, blank=True)
    agent_id = models.CharField(max_length=120, blank=True)
    manufacturer = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    os_name = models.CharField(max_length=120, blank=True)
    os_version = models.CharField(max_length=80, blank=True)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL)
    criticality = models.PositiveSmallIntegerField(choices=Criticality.choices, default=Criticality.NORMAL)
    is_shared = models.BooleanField(default=False)
    last_user = models.CharField(max_length=80, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    warranty_until = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "sort_key"], name="device_sort"),
            models.Index(fields=["agent_id"], name="device_agent"),
            models.Index(fields=["serial"], name="device_serial"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Custody(models.Model):
    """Who holds a device, since when; lent, until which day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="custodies")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="custodies")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    # A loan: the day it is to be back.
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "person"], condition=models.Q(until=None), name="custody_open_once"
            ),
        ]


class Inventory(models.Model):
    """A raw report of an agent, stored before it is understood."""

    class State(models.TextChoices):
        STORED = "stored"
        APPLIED = "applied"
        SET_ASIDE = "set_aside"
        REFUSED = "refused"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="inventories")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STORED)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-received_at"], name="inventory_recent")]


class DeviceFact(models.Model):
    """One thing that a device's agent told: free evidence for the diagnosis."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "key"], name="fact_once")]


class Software(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    publisher = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "publisher"], name="software_once")
        ]


class Installation(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="installations")
    software = models.ForeignKey(Software, on_delete=models.CASCADE, related_name="installations")
    version = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "software"], name="installation_once")]
