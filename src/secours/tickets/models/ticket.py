from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from secours.equipment.models import Device
from secours.people.models import Organisation, Person, Place, Site, Team
from secours.service_levels.models import Category, Level, Priority, Urgency
from secours.tickets.choices import OPEN_STATES, Channel, Closure, LinkKind, State, TicketKind


class Ticket(models.Model):
    """A piece of declared work: an incident (something stopped) or a request (something wanted).

    `number` is what people see (T-1042). The columns that lists sort by are copies, written by the
    operations that change what they copy.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tickets")
    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=TicketKind.choices, default=TicketKind.INCIDENT)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    closure = models.CharField(max_length=10, choices=Closure.choices, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="fr")
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tickets_requested")
    affected = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets_affecting"
    )
    callback_phone = models.CharField(max_length=30, blank=True)
    callback_place = models.CharField(max_length=120, blank=True)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL)
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets"
    )
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.SET_NULL)
    impact = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.LOW)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.MEDIUM)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.P3)
    is_confidential = models.BooleanField(default=False)
    # A known incident: shown at its site, others attach to it with one act.
    is_known_incident = models.BooleanField(default=False)
    affected_count = models.PositiveIntegerField(default=1)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets")
    assigned_to = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets_assigned"
    )
    response_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    # The promise that falls next: the first answer while none was given, else the solution. Lists sort by it;
    # PostgreSQL writes it whenever the row is written (tickets/sql.py).
    next_due_at = models.DateTimeField(null=True, editable=False)
    # The requester spoke last: shown as unread to the technicians until one answers or reads.
    awaits_reading = models.BooleanField(default=True)
    message_count = models.PositiveIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["-updated_at", "-id"], name="ticket_open_recent", condition=Q(state__in=OPEN_STATES)
            ),
            models.Index(
                fields=["organisation", "-updated_at", "-id"],
                name="ticket_open_organisation",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                F("next_due_at").asc(nulls_last=True),
                F("id"),
                name="ticket_open_next",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["assigned_to", "-updated_at", "-id"],
                name="ticket_open_assignee",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["team", "-updated_at", "-id"],
                name="ticket_open_team",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["organisation"], name="ticket_on_hold", condition=Q(state=State.ON_HOLD)),
            models.Index(fields=["requester", "-created_at"], name="ticket_requester"),
            models.Index(fields=["device", "-created_at"], name="ticket_device"),
            models.Index(fields=["organisation", "-created_at", "-id"], name="ticket_created"),
            models.Index(fields=["-created_at", "-id"], name="ticket_recent"),
            models.Index(fields=["site"], name="ticket_known", condition=Q(is_known_incident=True)),
            GinIndex(fields=["search"], name="ticket_search"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"T-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Link(models.Model):
    """Two tickets that belong together; `ticket` is attached to, duplicate of, caused by `other`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind.choices, default=LinkKind.RELATED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other"], name="link_once")]


class Watcher(models.Model):
    """A person who follows a ticket and may read it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watcher_once")]


class Task(models.Model):
    """Something to do that a ticket left behind, with an owner and a date."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The date for which its owner was last reminded on the day, and once it had passed: each is told once a date.
    due_told_for = models.DateField(null=True, editable=False)
    late_told_for = models.DateField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_on", "id"], condition=Q(done_at=None), name="task_open_of_owner"
            ),
            models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="task_open_due"),
        ]


class SavedView(models.Model):
    """A queue kept under a name by a person: its filters and sort."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="saved_view_name")]
