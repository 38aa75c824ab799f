"""Who did what, when, to what. The lowest rank: plain numbers, no foreign key upward."""

from django.db import models


class Entry(models.Model):
    """One thing that happened. Append-only; chained by hash within its subject (journal/chain.py)."""

    class Visibility(models.TextChoices):
        PUBLIC = "public"
        INTERNAL = "internal"

    organisation_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    data = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    # The writing transaction (xid8): live updates resume by snapshot, since numbers commit out of order.
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "number"], name="entry_chain"),
        ]
        indexes = [
            models.Index(fields=["transaction"], name="entry_transaction"),
            models.Index(fields=["organisation_id", "-id"], name="entry_organisation"),
            # Counted on the pages of articles (diagnosis/queries/article_answers.py).
            models.Index(
                fields=["organisation_id"],
                condition=models.Q(kind="run.article_answered"),
                name="entry_article_answers",
            ),
        ]


class EntryText(models.Model):
    """The words of an entry, beside it so that they can be erased while the chain still verifies."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="words")
    organisation_id = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32)
    text = models.TextField()
    erased_at = models.DateTimeField(null=True)


class Head(models.Model):
    """Number and hash of the last entry of a subject, so that a removed tail shows."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="head_subject")]


class Attachment(models.Model):
    """A file kept by the SHA-256 of its bytes outside the web root, and what it belongs to."""

    organisation_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="attachments")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    visibility = models.CharField(max_length=10, choices=Entry.Visibility.choices, default="public")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="attachment_subject")]


class Outbox(models.Model):
    """What must go out (mail), written in the transaction that causes it, sent by a job after it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    organisation_id = models.BigIntegerField()
    event = models.CharField(max_length=60)
    # One message for one event and one address: the unique key makes repeating harmless.
    key = models.CharField(max_length=200, unique=True)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="outbox_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["message_id"], name="outbox_message_id"),
        ]
