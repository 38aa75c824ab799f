from django.db import models
from django.db.models import Q

from secours.equipment.models import Device
from secours.faults.choices import LearningState
from secours.faults.models.fault import Cause, Fault, Remedy
from secours.people.models import Organisation, Site
from secours.tickets.models import Resolution, Ticket


class Occurrence(models.Model):
    """One time a fault was met: a resolution with its cause and remedy, what was answered, and
    whether it held. Every count shown or learned is a sum over these rows, so it can be replayed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="occurrences")
    resolution = models.OneToOneField(Resolution, on_delete=models.CASCADE, related_name="occurrence")
    fault = models.ForeignKey(Fault, null=True, on_delete=models.SET_NULL, related_name="occurrences")
    cause = models.ForeignKey(Cause, null=True, on_delete=models.SET_NULL, related_name="occurrences")
    remedy = models.ForeignKey(Remedy, null=True, on_delete=models.SET_NULL, related_name="occurrences")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="occurrences")
    device_model = models.CharField(max_length=120, blank=True)
    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL)
    # {"check id": "yes" | "no"} and [[remedy id, "fixed" | "not_fixed"], …] as they stood at resolution
    answers = models.JSONField(default=dict)
    attempts = models.JSONField(default=list)
    weight = models.FloatField(default=1.0)
    state = models.CharField(max_length=12, choices=LearningState.choices, default=LearningState.WAITING)
    happened_at = models.DateTimeField()
    counts_at = models.DateTimeField()
    relapsed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["fault", "state"], name="occurrence_fault"),
            models.Index(fields=["fault", "-happened_at"], name="occurrence_of_late"),
            models.Index(fields=["counts_at"], name="occurrence_waiting", condition=Q(state="waiting")),
            models.Index(fields=["device", "-happened_at"], name="occurrence_device"),
        ]
