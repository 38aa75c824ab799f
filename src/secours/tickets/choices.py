from django.db import models
from django.utils.translation import gettext_lazy as _


class TicketKind(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    REQUEST = "request", _("Request")


class State(models.TextChoices):
    NEW = "new", _("New")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")


OPEN_STATES = (State.NEW, State.IN_PROGRESS, State.ON_HOLD)


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    PHONE = "phone", _("Phone")
    WALK_IN = "walk_in", _("Walk-in")
    MAIL = "mail", _("E-mail")
    API = "api", _("API")
    AGENT = "agent", _("Agent")


class HoldReason(models.TextChoices):
    REQUESTER = "requester", _("Waiting for the requester")
    SUPPLIER = "supplier", _("Waiting for a supplier")
    APPOINTMENT = "appointment", _("Appointment made")
    CHANGE = "change", _("Waiting for a change")
    DATE = "date", _("Until a date")


class Confirmation(models.TextChoices):
    VERIFIED = "verified", _("Verified by a check")
    USER = "user", _("Confirmed by the requester")
    MONITORING = "monitoring", _("Seen by monitoring")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")


class Closure(models.TextChoices):
    """How a ticket ended; only `resolved` is ever learned from."""

    RESOLVED = "resolved", _("Resolved")
    NO_ANSWER = "no_answer", _("Closed without answer")
    DUPLICATE = "duplicate", _("Duplicate")
    CANCELLED = "cancelled", _("Cancelled by the requester")


class LinkKind(models.TextChoices):
    RELATED = "related", _("Related to")
    ATTACHED = "attached", _("Attached to")
    DUPLICATE = "duplicate", _("Duplicate of")
    CAUSED_BY = "caused_by", _("Caused by")


class ErasureReason(models.TextChoices):
    """A code: words about what was erased would tell it."""

    ASKED = "asked", _("The person asked for it")
    SECRET = "secret", _("It holds a password or a secret")
    MISTAKE = "mistake", _("It was sent here by mistake")


class Doing(models.TextChoices):
    READING = "reading", _("is reading")
    REPLYING = "replying", _("is replying")
