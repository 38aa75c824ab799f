"""Categories, priorities, hours and promises. One default of each is shipped and editable."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from secours.people.models import Organisation


class Level(models.IntegerChoices):
    """Impact: how many, how badly."""

    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class Urgency(models.IntegerChoices):
    """How soon; the same levels as the impact, but feminine in French."""

    HIGH = 1, pgettext_lazy("urgency", "High")
    MEDIUM = 2, pgettext_lazy("urgency", "Medium")
    LOW = 3, pgettext_lazy("urgency", "Low")


class Priority(models.IntegerChoices):
    P1 = 1, pgettext_lazy("priority", "Critical")
    P2 = 2, pgettext_lazy("priority", "High")
    P3 = 3, pgettext_lazy("priority", "Normal")
    P4 = 4, pgettext_lazy("priority", "Low")


class Category(models.Model):
    """What a ticket is about; no organisation: shared by all."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    code = models.CharField(max_length=40)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    icon = models.CharField(max_length=40, default="ticket")
    impact = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.LOW)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.MEDIUM)
    asks_assessment = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], name="category_code", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_fr if (get_language() or "fr").startswith("fr") else self.name_en


class PriorityRule(models.Model):
    """One cell of the priority matrix; a row without organisation is the default for all."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    impact = models.PositiveSmallIntegerField(choices=Level.choices)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "impact", "urgency"], name="priority_cell", nulls_distinct=False
            ),
        ]


class Calendar(models.Model):
    """When the clock runs: weekly hours in a time zone, closed on public holidays."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=50, default="Europe/Paris")
    country = models.CharField(max_length=2, default="FR")
    region = models.CharField(max_length=10, blank=True)
    # {"0": [["08:30", "12:30"], ["13:30", "18:00"]], …}, Monday is 0
    hours = models.JSONField(default=dict)
    closed_days = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """A promise of service: minutes of open hours to answer and to resolve, by priority."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(is_default=True),
                name="one_default_agreement",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="targets")
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    response_minutes = models.PositiveIntegerField()
    resolution_minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "priority"], name="target_priority")]
