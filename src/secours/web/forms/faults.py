"""The fault base in words: nobody types a probability."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.faults.choices import By, Disruption, HowCommon, Often, Picture, ReviewState, Where
from secours.faults.models import Cause
from secours.lib.text import sort_key
from secours.people.access import organisations_visible_to
from secours.people.actor import Actor
from secours.service_levels.access import categories_visible_to
from secours.web.forms.words import WordedForm

_FRENCH, _ENGLISH = _("In French"), _("In English")


def _line(label: Any, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **options)


def _lines(label: Any, rows: int = 4, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-grow": True})
    return forms.CharField(label=label, max_length=4000, required=False, widget=area, **options)


def _drawing() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Drawing"), required=False, choices=[("", _("No drawing")), *Picture.choices]
    )


class FilterForm(forms.Form):
    """What the list shows; a wrong value is as if it were not there."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Every state")), *ReviewState.choices]
    )
    category = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, reader: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories_offered(reader, _("Every category"))  # type: ignore[attr-defined]
        words = {
            "type": "search",
            "autocomplete": "off",
            "placeholder": _("Words or number"),
            "data-key": "/",
        }
        self.fields["q"].widget.attrs.update(words)


class FaultForm(WordedForm):
    title_fr = _line(_FRENCH, 160)
    title_en = _line(_ENGLISH, 160)
    category = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int, empty_value=None)
    organisation = forms.TypedChoiceField(label=_("For whom"), required=False, coerce=int, empty_value=None)
    symptoms_fr = _lines(_FRENCH, help_text=_("One wording a line, as people say it."))
    symptoms_en = _lines(_ENGLISH)
    first_gesture_fr = _line(_FRENCH, 250, help_text=_("Only where people or data are in danger."))
    first_gesture_en = _line(_ENGLISH, 250)
    escalate_fr = _line(_FRENCH, 250)
    escalate_en = _line(_ENGLISH, 250)

    def __init__(self, *args: Any, reader: Actor, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories_offered(reader, "—")  # type: ignore[attr-defined]
        if is_new:
            self.fields["organisation"].choices = organisations_offered(reader)  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]


class CauseForm(WordedForm):
    name_fr = _line(_FRENCH, 200)
    name_en = _line(_ENGLISH, 200)
    how_common = forms.TypedChoiceField(
        label=_("How often is it the one?"),
        coerce=int,
        choices=HowCommon.choices,
        initial=HowCommon.OCCASIONAL,
    )
    is_safety = forms.BooleanField(label=_("People or data are in danger"), required=False)


class CheckForm(WordedForm):
    """One select a cause: how often the answer is yes when it is the one."""

    ask_fr = _line(_FRENCH, 250)
    ask_en = _line(_ENGLISH, 250)
    done_by = forms.ChoiceField(label=_("Who can answer"), choices=By.choices, initial=By.USER)
    minutes = forms.FloatField(label=_("Minutes"), min_value=0, max_value=480, initial=1)
    otherwise = forms.TypedChoiceField(
        label=_("With any other source, the answer is yes"),
        coerce=int,
        choices=Often.choices,
        initial=Often.RARELY,
    )
    help_fr = _lines(
        _("How to look, in French"), 3, help_text=_("One step a line; where to look, what to press.")
    )
    help_en = _lines(_("How to look, in English"), 3)
    picture = _drawing()
    is_safety = forms.BooleanField(
        label=_("Asked before any other: people or data are in danger"), required=False
    )

    def __init__(self, *args: Any, causes: Sequence[Cause], **kwargs: Any) -> None:
        self.causes = causes
        super().__init__(*args, **kwargs)
        for cause in causes:
            self.fields[f"cause_{cause.id}"] = forms.TypedChoiceField(
                label=cause.name or cause.code,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("as with any other")), *Often.choices],
            )

    @property
    def linked(self) -> list[forms.BoundField]:
        return [self[f"cause_{cause.id}"] for cause in self.causes]

    def links(self) -> dict[int, int]:
        chosen = {cause.id: self.cleaned_data.get(f"cause_{cause.id}") for cause in self.causes}
        return {cause_id: word for cause_id, word in chosen.items() if word is not None}


class RemedyForm(WordedForm):
    do_fr = _line(_FRENCH, 300)
    do_en = _line(_ENGLISH, 300)
    steps_fr = _lines(_("Steps in French"), help_text=_("What to do, one step a line, and where to click."))
    steps_en = _lines(_("Steps in English"))
    picture = _drawing()
    done_by = forms.ChoiceField(label=_("Who does it"), choices=By.choices, initial=By.TECH)
    where = forms.ChoiceField(
        label=_("Where"),
        choices=Where.choices,
        initial=Where.REMOTE,
        help_text=_("On site: someone must travel for it."),
    )
    minutes = forms.FloatField(label=_("Minutes of work"), min_value=0, max_value=2880, initial=5)
    wait_minutes = forms.FloatField(label=_("Minutes to wait"), min_value=0, max_value=43200, initial=0)
    disruption = forms.ChoiceField(
        label=_("What it disturbs"), choices=Disruption.choices, initial=Disruption.NONE
    )
    works = forms.TypedChoiceField(
        label=_("It puts this source right"), coerce=int, choices=Often.choices, initial=Often.OFTEN
    )
    needs_approval = forms.BooleanField(label=_("Someone must approve it first"), required=False)
    needs_identity = forms.BooleanField(
        label=_("It hands over a secret: check who asks first"), required=False
    )


class PromotionForm(WordedForm):
    title_fr = _line(_FRENCH, 160)
    title_en = _line(_ENGLISH, 160)
    cause_fr = _line(_FRENCH, 200)
    cause_en = _line(_ENGLISH, 200)
    remedy_fr = _line(_FRENCH, 300)
    remedy_en = _line(_ENGLISH, 300)
    organisation = forms.TypedChoiceField(label=_("For whom"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, reader: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations_offered(reader)  # type: ignore[attr-defined]


class RetirementForm(WordedForm):
    why = forms.CharField(
        label=_("Why is this record no longer useful?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )


def categories_offered(reader: Actor, nothing: Any) -> list[tuple[Any, Any]]:
    offered = categories_visible_to(reader).filter(is_active=True)
    categories = sorted(offered, key=lambda one: sort_key(one.name))
    return [("", nothing), *((one.id, one.name) for one in categories)]


def organisations_offered(reader: Actor) -> list[tuple[Any, Any]]:
    """Everyone (the provider's staff only), then each organisation of the reach."""
    everyone = [("", _("Every organisation"))] if reader.is_provider else []
    named = organisations_visible_to(reader).order_by("sort_key").values_list("id", "name")
    return [*everyone, *named]
