"""What a person sets for themselves, and the name of a key to the API."""

from functools import lru_cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.people.choices import Language, Theme
from secours.web.forms.words import WordedForm

_NOT_PLACES = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, str]]:
    """Zones named after a place, and UTC."""
    places = sorted(z for z in available_timezones() if "/" in z and not z.startswith(_NOT_PLACES))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *places]]


class PreferencesForm(WordedForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("Of the pages, and of the mails you receive."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Dates and times are shown in it.")
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)


class TokenForm(WordedForm):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("For example: import script of the payroll server."),
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("one year")), ("0", _("no end"))],
        initial="90",
    )
