from django.db import models

from secours.people.models import Organisation


class StandardReply(models.Model):
    """A text that the team sends often, in one language or two, with places for the names of the ticket."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="standard_replies")
    name_fr = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    text_fr = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["organisation"], name="standard_reply_organisation")]

    def __str__(self) -> str:
        return self.name_fr or self.name_en
