"""A standard reply: the same text in each language, or in one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.web.forms.words import WordedForm

FIELDS = ("name_fr", "text_fr", "name_en", "text_en")


def _text() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 5, "data-grow": True})


class StandardReplyForm(WordedForm):
    name_fr = forms.CharField(label=_("Name in French"), max_length=80, required=False)
    text_fr = forms.CharField(label=_("Text in French"), max_length=10_000, required=False, widget=_text())
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    text_en = forms.CharField(label=_("Text in English"), max_length=10_000, required=False, widget=_text())
