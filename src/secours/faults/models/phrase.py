from typing import Any

from django.db import models

from secours.faults.models.fault import Fault, Shared


class Vector(models.Field):  # type: ignore[type-arg]
    """A pgvector column of a sentence's meaning; written as the literal “[0.1,…]”, never read back here."""

    DIMENSIONS = 512

    def db_type(self, connection: Any) -> str:
        return f"vector({self.DIMENSIONS})"


class Phrase(Shared):
    """A wording of a fault (its title or a symptom) placed by meaning; `model` names what placed it."""

    fault = models.ForeignKey(Fault, on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=250)
    model = models.CharField(max_length=60)
    embedding = Vector()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fault", "text", "model"], name="phrase_once")]
