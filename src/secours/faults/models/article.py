from django.db import models
from django.utils.translation import gettext_lazy as _

from secours.faults.choices import ReviewState
from secours.faults.models.fault import Fault, Shared, _in_language


class Article(Shared):
    """A procedure or an answer that people can read, in the languages it is written in."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        STAFF = "staff", _("The support team only")

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

    @property
    def any_title(self) -> str:
        """In the reader's language, else in the other: what staff call it by."""
        return self.title or self.title_fr or self.title_en

    @property
    def languages(self) -> list[str]:
        """Those that it is written in."""
        return [language for language in ("fr", "en") if getattr(self, f"title_{language}")]
