from django.db import models

from secours.faults.choices import ReviewState
from secours.faults.models.fault import Fault, Shared, _in_language


class Article(Shared):
    """A procedure or an answer that people can read, in the languages it is written in."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone"
        STAFF = "staff"

    fault = models.ForeignKey(
        Fault, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles"
    )
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    title_fr = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    text_fr = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    valid_until = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    @property
    def title(self) -> str:
        return _in_language(self.title_fr, self.title_en)

    @property
    def text(self) -> str:
        return _in_language(self.text_fr, self.text_en)
