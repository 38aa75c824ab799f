"""Categories, the priority matrix, hours and promises."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from secours.lib.text import sort_key
from secours.service_levels.models import Level, Priority, Urgency
from secours.web.forms.preferences import zone_choices
from secours.web.forms.words import WordedForm, word
from secours.web.setup.weekly import DAYS, day_names, read_spans

CLOSED_DAYS_MOST = 200


class CategoryForm(WordedForm):
    name_fr = forms.CharField(label=_("Name in French"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    impact = forms.TypedChoiceField(
        label=_("Usual impact"), choices=Level.choices, coerce=int, help_text=_("How many, how badly.")
    )
    urgency = forms.TypedChoiceField(
        label=_("Usual urgency"), choices=Urgency.choices, coerce=int, help_text=_("How soon.")
    )
    asks_assessment = forms.BooleanField(
        label=_("Asks for an assessment"),
        required=False,
        help_text=_("At the resolution, conclusions and recommendations are asked for."),
    )
    is_active = forms.BooleanField(
        label=_("Offered"), required=False, help_text=_("Tickets that have it keep it when it is not.")
    )


class NewCategoryForm(CategoryForm):
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("For exports and scripts; it stays. Empty: made from the English name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["invalid"] = _(
            "Only letters, digits, - and _: for example printing."
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if "code" not in self.errors and not told.get("code"):
            told["code"] = re.sub(r"[^a-z0-9]+", "-", sort_key(told.get("name_en", ""))).strip("-")[:40]
            if not told["code"] and "name_en" in told:
                self.add_error("code", _("The English name has no letter to make a code of: write one."))
        return told


class MatrixForm(WordedForm):
    """A field `cell_IMPACT_URGENCY` for each of the nine."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for impact in Level:
            for urgency in Urgency:
                self.fields[f"cell_{impact}_{urgency}"] = forms.TypedChoiceField(
                    label=_("Impact %(impact)s, urgency %(urgency)s")
                    % {"impact": impact.label.lower(), "urgency": urgency.label.lower()},
                    choices=[(p.value, f"P{p.value} · {p.label}") for p in Priority],
                    coerce=int,
                )
        word(self)

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (str(impact.label), [self[f"cell_{impact}_{urgency}"] for urgency in Urgency]) for impact in Level
        ]


class HoursForm(WordedForm):
    """A field `day_N` a weekday (Monday 0), then the place, then two promises for each priority."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    country = forms.CharField(label=_("Country of public holidays"), min_length=2, max_length=2)
    region = forms.CharField(
        label=_("Region"),
        max_length=10,
        required=False,
        help_text=_("Only where holidays differ, for example 57 for Moselle."),
    )
    closed_days = forms.CharField(
        label=_("Other closed days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One date a line, like 2026-12-24."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in enumerate(day_names()):
            self.fields[f"day_{day}"] = forms.CharField(
                label=name, required=False, max_length=80, widget=forms.TextInput(attrs={"placeholder": ""})
            )
        for priority in Priority:
            for moment in ("response", "resolution"):
                self.fields[f"{moment}_{priority}"] = forms.IntegerField(
                    label=_("%(priority)s, minutes") % {"priority": f"P{priority.value}"}, min_value=1
                )
        word(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in range(DAYS):
            try:
                cleaned[f"day_{day}"] = read_spans(cleaned.get(f"day_{day}", ""))
            except ValidationError as error:
                self.add_error(f"day_{day}", error)
        return cleaned

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_closed_days(self) -> list[str]:
        lines = [line.strip() for line in str(self.cleaned_data["closed_days"]).splitlines() if line.strip()]
        return sorted(_day(line) for line in lines[:CLOSED_DAYS_MOST])

    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{day}"] for day in range(DAYS)]

    def promises(self) -> list[tuple[int, str, forms.BoundField, forms.BoundField]]:
        return [(p.value, str(p.label), self[f"response_{p}"], self[f"resolution_{p}"]) for p in Priority]


def _day(line: str) -> str:
    try:
        return date.fromisoformat(line).isoformat()
    except ValueError:
        raise ValidationError(
            _("“%(line)s” is not a date. Write it like 2026-12-24."), params={"line": line[:40]}
        ) from None
