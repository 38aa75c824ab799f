"""One walk through the guided checks, what it found, and the assessment written from it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secours.equipment.models import Device
from secours.faults.models import Check, Fault, Remedy
from secours.people.models import Organisation, Person, Site
from secours.tickets.choices import Channel
from secours.tickets.models import Resolution, Task, Ticket


class Run(models.Model):
    """A guided diagnosis: answers only; what follows from them is computed anew each time."""

    class State(models.TextChoices):
        OPEN = "open", _("In progress")
        SOLVED = "solved", _("Solved by the person")
        HANDED_OVER = "handed_over", _("Handed over")
        ABANDONED = "abandoned", _("Left")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="runs")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    ticket = models.OneToOneField(Ticket, null=True, on_delete=models.CASCADE, related_name="run")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    language = models.CharField(max_length=5, default="fr")
    text = models.TextField()
    fault = models.ForeignKey(Fault, null=True, on_delete=models.SET_NULL, related_name="runs")
    # "something else" was chosen: no situation is forced on the person
    is_unmatched = models.BooleanField(default=False)
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="runs")
    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL)
    # {"others": "yes|no|unknown", "since": "…", "message": "…", "where": "…", "stops": "yes|no", …}
    opening = models.JSONField(default=dict)
    is_opening_done = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)


class Finding(models.Model):
    """What a check showed; a later one for the same check replaces it in what is computed."""

    class Value(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("I don’t know")

    class Source(models.TextChoices):
        USER = "user"
        TECH = "tech"
        PROBE = "probe"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    check_asked = models.ForeignKey(Check, on_delete=models.CASCADE)
    value = models.CharField(max_length=7, choices=Value.choices)
    source = models.CharField(max_length=5, choices=Source.choices)
    fact = models.CharField(max_length=60, blank=True)
    # The fact of a probe as it stood: {"key", "value", "about", "at", "device"}; its sentence is made
    # in the reader's language.
    told = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()


class Attempt(models.Model):
    """A remedy tried and what came of it."""

    class Outcome(models.TextChoices):
        FIXED = "fixed", _("It works again")
        NOT_FIXED = "not_fixed", _("Not solved")
        UNKNOWN = "unknown", _("Not known yet")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="attempts")
    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()


class Approval(models.Model):
    """Someone’s word that a solution may be applied to a ticket, asked for before; not decided until it is said."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="approvals")
    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE, related_name="approvals")
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    is_approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # Why, in the words of who decided; always there with a no.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "remedy"], condition=models.Q(is_approved=None), name="approval_asked_once"
            )
        ]


class Override(models.Model):
    """A technician took another step than the one proposed first."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="overrides")
    proposed = models.CharField(max_length=40)
    taken = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)


class Assessment(models.Model):
    """The bilan of a ticket: written from the journal, editable, exported as PDF in either language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="assessment")
    # {"fr": {"facts": …, "source": …, "done": …, "risk": …}, "en": {…}}: what a person edited; the
    # rest is written from the journal when it is read.
    edited = models.JSONField(default=dict)
    written_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)


class Recommendation(models.Model):
    """What should be done next; each is a task that is followed up."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="recommendations")
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="recommendation")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class Prediction(models.Model):
    """What was believed just before a ticket was solved, and what turned out true: the figures of calibration are
    sums over these rows."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="predictions")
    resolution = models.OneToOneField(Resolution, on_delete=models.CASCADE, related_name="prediction")
    fault = models.ForeignKey(Fault, null=True, on_delete=models.SET_NULL, related_name="predictions")
    # {"cause id" | "other": probability}, and the one of them that it was
    probabilities = models.JSONField()
    truth = models.CharField(max_length=20)
    # What the figures are sums of, as calibration.Forecast works it out: the most that was believed of one cause,
    # whether it was that one, what was believed of the true one, its place among those listed.
    believed = models.FloatField()
    is_right = models.BooleanField()
    of_truth = models.FloatField()
    rank = models.PositiveSmallIntegerField(null=True)
    brier = models.FloatField()
    # Minutes of work that the engine expected at the start, and those between the acts that followed.
    expected_minutes = models.FloatField()
    spent_minutes = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at"], name="prediction_recent")]
