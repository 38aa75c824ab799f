from django.db import models

from secours.faults.models.fault import Fault, Shared


class PackEntry(Shared):
    """What a pack last wrote in a situation, so that a newer one leaves alone what people have changed since.

    given: part to field to value (pack_parts.py). proposed: what the pack says otherwise than people do, alike.
    declined: what people refused of it, alike.
    """

    fault = models.OneToOneField(Fault, on_delete=models.CASCADE, related_name="pack_entry")
    given = models.JSONField(default=dict)
    proposed = models.JSONField(default=dict, blank=True)
    declined = models.JSONField(default=dict, blank=True)
