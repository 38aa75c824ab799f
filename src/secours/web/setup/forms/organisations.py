"""Organisations, sites and places."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from secours.lib.text import number_in
from secours.people.choices import Criticality, Language, PlaceKind
from secours.web.forms.preferences import zone_choices
from secours.web.forms.words import WordedForm, telephone_number
from secours.web.setup.forms.choices import Choices, offer

_PERIOD = re.compile(
    r"^(?P<days>[\d,\- ]+)\s+(?P<from>\d{2}:\d{2})-(?P<to>\d{2}:\d{2})\s+(?P<fr>[^/]+)/(?P<en>.+)$"
)


class OrganisationForm(WordedForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("Of mails to people whose own is not known."),
    )
    urgent_phone = forms.CharField(
        label=_("Urgent number"),
        max_length=30,
        required=False,
        validators=[telephone_number],
        help_text=_("Shown at every step of the portal. A site may have its own."),
    )
    instructions = forms.CharField(
        label=_("Instructions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What a technician must know before calling: greeting, what never to do, whom to warn."),
    )
    escalation_minutes = forms.IntegerField(
        label=_("Minutes of guided diagnosis before calling for more skill"),
        min_value=5,
        max_value=480,
        help_text=_("When going on is expected to take longer, handing over to level 2 is proposed."),
    )
    user_checks = forms.IntegerField(
        label=_("Checks proposed to a person at most"),
        min_value=0,
        max_value=10,
        help_text=_("Beyond, the ticket is sent. Nobody should feel at work for the support team."),
    )
    user_remedies = forms.IntegerField(
        label=_("Remedies proposed to a person at most"),
        min_value=0,
        max_value=10,
        help_text=_("What people try by themselves before the ticket is sent. At 0, nothing."),
    )
    quiet_days = forms.IntegerField(
        label=_("Quiet days before a remedy counts as a success"),
        min_value=0,
        max_value=60,
        help_text=_(
            "At 0 it counts as soon as the ticket is solved. The same fault on the same device within 30 days, or within these days when there are more, is a relapse: the case no longer counts as a success."
        ),
    )
    grace_days = forms.IntegerField(
        label=_("Days before a solved ticket closes by itself"),
        min_value=1,
        max_value=60,
        help_text=_("Until then the person says “not solved” and it opens again."),
    )
    is_active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("Switched off, its people can no longer sign in.")
    )


class NewOrganisationForm(WordedForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    urgent_phone = forms.CharField(
        label=_("Urgent number"), max_length=30, required=False, validators=[telephone_number]
    )


class SiteForm(WordedForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(label=_("Address"), max_length=250, required=False)
    urgent_phone = forms.CharField(
        label=_("Urgent number"),
        max_length=30,
        required=False,
        validators=[telephone_number],
        help_text=_("Empty: the organisation’s."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    country = forms.CharField(label=_("Country"), help_text=_("Two letters: FR, BE, CH…"))
    holiday_region = forms.CharField(
        label=_("Region of public holidays"),
        max_length=10,
        required=False,
        help_text=_("Only where holidays differ, for example 57 for Moselle."),
    )
    is_active = forms.BooleanField(label=_("Active"), required=False)


class NewSiteForm(SiteForm):
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)

    field_order = ("organisation",)

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_active"]
        offer(self, "organisation", organisations)


class PlaceForm(WordedForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("A ward, a counter, a floor, a room.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=PlaceKind.choices)
    criticality = forms.TypedChoiceField(
        label=_("Criticality"),
        choices=Criticality.choices,
        coerce=int,
        help_text=_("Where a fault hurts more, its tickets come first."),
    )
    periods = forms.CharField(
        label=_("Sensitive periods"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: days (1 is Monday), hours, name in French / in English. Example: 1-5 14:00-14:30 relève / handover"
        ),
    )

    def clean_periods(self) -> list[dict[str, Any]]:
        lines = str(self.cleaned_data["periods"]).splitlines()
        return [read_period(line) for line in lines if line.strip()]


def read_period(line: str) -> dict[str, Any]:
    """One sensitive period as the place keeps it; days 1 to 7 are kept as 0 to 6."""
    match = _PERIOD.match(line.strip())
    days = _days(match["days"]) if match else []
    if match is None or not days or match["from"] >= match["to"] or match["to"] > "24:00":
        raise ValidationError(
            _("This line is not understood: “%(line)s”. Write it like: 1-5 14:00-14:30 relève / handover"),
            params={"line": line.strip()[:80]},
        )
    return {
        "days": days,
        "from": match["from"],
        "to": match["to"],
        "fr": match["fr"].strip(),
        "en": match["en"].strip(),
    }


def write_period(period: dict[str, Any]) -> str:
    days = [day + 1 for day in period["days"]]
    whole = days == list(range(days[0], days[-1] + 1)) and len(days) > 1
    told = f"{days[0]}-{days[-1]}" if whole else ",".join(map(str, days))
    return f"{told} {period['from']}-{period['to']} {period.get('fr', '')} / {period.get('en', '')}"


def _days(text: str) -> list[int]:
    days: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _dash, last = part.partition("-")
        start, end = number_in(first), number_in(last or first)
        # Never a range of a million days.
        if start is None or end is None or end > 7:
            return []
        days |= set(range(start, end + 1))
    return sorted(day - 1 for day in days) if days and min(days) >= 1 and max(days) <= 7 else []
