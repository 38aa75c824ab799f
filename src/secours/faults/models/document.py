from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from secours.equipment.models import Device
from secours.faults.models.fault import Shared
from secours.people.models import Site


class HalfVector(models.Field):  # type: ignore[type-arg]
    """A pgvector column of 512 numbers of 16 bits; written as the literal “[0.1,…]”, never read back here."""

    def db_type(self, connection: Any) -> str:
        return "halfvec(512)"


class Document(Shared):
    """What recall may find again: a past ticket, an article. It holds no words, only the numbers of their tokens;
    never those of an internal note."""

    class Kind(models.TextChoices):
        TICKET = "ticket"
        ARTICLE = "article"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject_id = models.BigIntegerField()
    language = models.CharField(max_length=5)
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    device_model = models.CharField(max_length=200, blank=True)
    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL, related_name="+")
    happened_at = models.DateTimeField(null=True)
    # Words counted, the title twice; distinct tokens in order, and how many times each (recall/tokens.py).
    length = models.IntegerField(default=0)
    tokens = ArrayField(models.IntegerField(), default=list)
    times = models.BinaryField(default=b"")
    # Which model placed its pieces; none: known by its words alone until one does.
    model = models.CharField(max_length=60, blank=True)
    is_stale = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "language"], name="document_once"),
        ]
        indexes = [
            GinIndex(fields=["tokens"], name="document_tokens", fastupdate=False),
            models.Index(fields=["organisation", "kind"], name="document_organisation"),
            models.Index(fields=["id"], name="document_stale", condition=models.Q(is_stale=True)),
        ]


class Piece(Shared):
    """A part of a document placed by meaning: its title, or some sixty words after its title."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=10, choices=Document.Kind.choices)
    is_title = models.BooleanField()
    embedding = HalfVector()


class TokenCount(models.Model):
    """In how many documents of the installation a token is, where more than one. Read by recall's functions only."""

    token = models.IntegerField(primary_key=True)
    documents = models.IntegerField()


class DocumentCount(Shared):
    """How many documents an organisation has, and words in them. Read by recall's functions only."""

    documents = models.IntegerField()
    words = models.BigIntegerField()
