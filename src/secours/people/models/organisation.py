from django.db import models

from secours.lib.text import sort_key
from secours.people.choices import Criticality, Language, PlaceKind


class Organisation(models.Model):
    """The provider, or a client that it serves."""

    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=120, editable=False)
    is_provider = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.FRENCH)
    urgent_phone = models.CharField(max_length=30, blank=True)
    instructions = models.TextField(blank=True)
    # Rules of the guided checks and of learning; each has its default here.
    escalation_minutes = models.PositiveSmallIntegerField(default=60)
    user_checks = models.PositiveSmallIntegerField(default=3)
    user_remedies = models.PositiveSmallIntegerField(default=2)
    quiet_days = models.PositiveSmallIntegerField(default=7)
    grace_days = models.PositiveSmallIntegerField(default=5)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_provider"], condition=models.Q(is_provider=True), name="one_provider"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Site(models.Model):
    """An address where people work; it carries the time zone and the public holidays."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=120, editable=False)
    address = models.CharField(max_length=250, blank=True)
    time_zone = models.CharField(max_length=50, default="Europe/Paris")
    country = models.CharField(max_length=2, default="FR")
    holiday_region = models.CharField(max_length=10, blank=True)
    urgent_phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="site_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Place(models.Model):
    """A ward, a counter, a room of a site, with its criticality and its sensitive hours."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=PlaceKind.choices, default=PlaceKind.ROOM)
    criticality = models.PositiveSmallIntegerField(choices=Criticality.choices, default=Criticality.NORMAL)
    # [{"days": [0..6], "from": "14:00", "to": "15:00", "fr": "relève", "en": "shift handover"}]
    critical_periods = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="place_name")]

    def __str__(self) -> str:
        return self.name
