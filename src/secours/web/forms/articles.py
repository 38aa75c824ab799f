"""An article in words: what it says in each language, for whom, until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from secours.faults.access import faults_visible_to
from secours.faults.choices import ReviewState
from secours.faults.models import Article
from secours.faults.operations.articles import LONGEST_ARTICLE, LONGEST_TITLE
from secours.lib.text import sort_key
from secours.people.actor import Actor
from secours.web.forms.days import DayInput
from secours.web.forms.faults import organisations_offered
from secours.web.forms.words import WordedForm

STATES = {
    ReviewState.DRAFT: pgettext_lazy("article", "draft"),
    ReviewState.REVIEWED: pgettext_lazy("article", "reviewed"),
    ReviewState.RETIRED: pgettext_lazy("article", "retired"),
}
_LANGUAGES = [
    ("", _("Every language")),
    ("fr", _("Written in French")),
    ("en", _("Written in English")),
    ("one", _("In one language only")),
]


class ArticleFilterForm(forms.Form):
    """What the list shows; a wrong value is as if it were not there."""

    q = forms.CharField(label=_("Words of a title or of a text"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("In use")), *STATES.items()])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=_LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs.update(
            {
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("Words of a title or of a text"),
                "data-key": "/",
            }
        )


def _title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TITLE, required=False)


def _text(label: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 10, "data-grow": True})
    return forms.CharField(label=label, max_length=LONGEST_ARTICLE, required=False, widget=area)


class ArticleForm(WordedForm):
    title_fr = _title(_("Title in French"))
    text_fr = _text(_("Text in French"))
    title_en = _title(_("Title in English"))
    text_en = _text(_("Text in English"))
    audience = forms.ChoiceField(
        label=_("Who may read it"), choices=Article.Audience.choices, initial=Article.Audience.EVERYONE
    )
    organisation = forms.TypedChoiceField(label=_("For whom"), required=False, coerce=int, empty_value=None)
    fault = forms.TypedChoiceField(
        label=_("Situation that it belongs to"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("It is then offered to whom this situation is proposed."),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DayInput(),
        help_text=_("After this day the portal shows it no more."),
    )

    def __init__(self, *args: Any, reader: Actor, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fault"].choices = _situations(reader)  # type: ignore[attr-defined]
        if is_new:
            self.fields["organisation"].choices = organisations_offered(reader)  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]

    def told(self) -> dict[str, Any]:
        """As the operations take it."""
        names = ("title_fr", "text_fr", "title_en", "text_en", "audience", "valid_until")
        return {**{name: self.cleaned_data[name] for name in names}, "fault_id": self.cleaned_data["fault"]}


class ArticleRetirementForm(WordedForm):
    why = forms.CharField(
        label=_("Why is this article no longer useful?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )


def _situations(reader: Actor) -> list[tuple[Any, Any]]:
    faults = faults_visible_to(reader).exclude(state=ReviewState.RETIRED)
    rows = faults.values_list("id", "number", "title_fr", "title_en")
    french = reader.language.startswith("fr")
    named = [(fault_id, number, (fr or en) if french else (en or fr)) for fault_id, number, fr, en in rows]
    named.sort(key=lambda row: sort_key(row[2]))
    return [("", "—"), *((fault_id, f"{title} (P-{number})") for fault_id, number, title in named)]
