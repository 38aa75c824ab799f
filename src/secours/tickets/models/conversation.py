from django.conf import settings
from django.db import models

from secours.journal.models import Entry
from secours.people.models import Organisation, Person
from secours.tickets.choices import Channel, Doing
from secours.tickets.models.ticket import Ticket


class Message(models.Model):
    """Words on a ticket; they lie in the journal (entry.words), where they can be erased."""

    class Kind(models.TextChoices):
        PUBLIC = "public"
        NOTE = "note"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="message")
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.PUBLIC)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    # A copy: a client's wall hides the provider's people, not the name of who answers.
    author_name = models.CharField(max_length=120, blank=True)
    from_requester = models.BooleanField(default=False)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="message_ticket")]


class Draft(models.Model):
    """A text being written, kept on the server; `key` names the form, for example reply:1042."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=80)
    text = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="draft_key")]


class Presence(models.Model):
    """Who reads or answers a ticket right now; stale after a minute."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    doing = models.CharField(max_length=10, choices=Doing.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="presence_once")]
