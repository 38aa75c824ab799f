"""Where tickets come in and news goes out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from secours.people.models import Organisation, Person
from secours.tickets.models import Message, Ticket


class Mailbox(models.Model):
    """A mail address that people write to; read over IMAP, answered over SMTP."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.SlugField(max_length=40, unique=True)
    address = models.EmailField()
    imap_host = models.CharField(max_length=120, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(
        max_length=8, default="tls", choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("None"))]
    )
    imap_user = models.CharField(max_length=120, blank=True)
    # Encrypted with the installation's secret key (channels/secrets.py); never shown again.
    imap_secret = models.TextField(blank=True)
    folder = models.CharField(max_length=80, default="INBOX")
    is_active = models.BooleanField(default=True)
    # Whether the mail server takes support+anything@: where it does not, such an answer would bounce.
    takes_plus_address = models.BooleanField(default=False)
    # An administrator of the provider named a server that was inside: it may stay there (channels/mail/hosts.py).
    may_be_private = models.BooleanField(default=False)
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class RawMessage(models.Model):
    """A mail as it came, stored before it is understood."""

    class State(models.TextChoices):
        STORED = "stored", _("Stored")
        UNDERSTOOD = "understood", _("Understood")
        QUARANTINED = "quarantined", _("Quarantined")

    class Verdict(models.TextChoices):
        TICKET = "ticket"
        REPLY = "reply"
        AUTOMATIC = "automatic"
        BOUNCE = "bounce"
        DUPLICATE = "duplicate"
        QUARANTINED = "quarantined"

    # Their indexes are the first columns of those below. One of the mailbox alone was walked whole to find twenty
    # mails again, when PostgreSQL did not know yet how many there were.
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, db_index=False)
    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.CASCADE, db_index=False, related_name="raw_messages"
    )
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, blank=True)
    message_id = models.CharField(max_length=400, blank=True)
    # Its Message-ID came before with other content: this one no longer threads.
    is_reused_id = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.STORED)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    reason = models.TextField(blank=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="raw_messages")
    posted = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL)
    received_at = models.DateTimeField(auto_now_add=True)
    # Its words were erased, for privacy: its bytes are gone, its number stays so that it comes in once.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "sha256"], name="raw_once")]
        indexes = [
            models.Index(fields=["message_id"], name="raw_message_id"),
            models.Index(fields=["organisation", "-received_at"], name="raw_recent"),
        ]


class MessageReference(models.Model):
    """A Message-ID known to belong to a ticket (in or out), by which replies thread."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    message_id = models.CharField(max_length=400, unique=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="message_references")


class Notification(models.Model):
    """News for a person, shown in the product; mail goes by the outbox."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    # Its index is the first column of those below.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notifications", db_index=False)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=60)
    entry_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry_id"], name="notification_once")]
        indexes = [
            # Every page of the workbench counts the unread ones of its reader.
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notification_unread"),
            models.Index(fields=["person", "-id"], name="notification_latest"),
        ]
