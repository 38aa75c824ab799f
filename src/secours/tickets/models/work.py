from django.db import models
from django.db.models import Q

from secours.people.models import Organisation, Person, Team
from secours.tickets.choices import Confirmation, HoldReason
from secours.tickets.models.ticket import Ticket


class Assignment(models.Model):
    """Who had the ticket, from when to when."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="assignments")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)


class Hold(models.Model):
    """A time during which the clock stands, and why."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=12, choices=HoldReason.choices)
    comment = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ends_at=None), name="one_open_hold"),
        ]


class Escalation(models.Model):
    """A hand-over to another team, with the note that spares the next one every question."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="escalations")
    from_team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    at = models.DateTimeField()


class Resolution(models.Model):
    """How a ticket was resolved and how that was confirmed; withdrawn when it is reopened."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="resolutions")
    text = models.TextField(blank=True)
    confirmed_how = models.CharField(max_length=12, choices=Confirmation.choices)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(withdrawn_at=None), name="one_resolution"),
        ]
