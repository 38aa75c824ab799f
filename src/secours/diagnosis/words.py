"""Words for the engine's numbers: bands, reasons to stop, durations. A percentage only from 20 cases on."""

from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from secours.diagnosis.engine import band
from secours.faults.choices import Where
from secours.faults.models import Check, Remedy

CASES_FOR_PERCENT: Final = 20
LIKELIHOOD: Final[tuple[str | Promise, ...]] = (
    gettext_lazy("almost ruled out"),
    gettext_lazy("unlikely"),
    gettext_lazy("possible"),
    gettext_lazy("likely"),
    gettext_lazy("very likely"),
)

_STOPS_FOR_USER: Final = {
    "safety": gettext_lazy(
        "This may be dangerous. Touch nothing, switch off what you can without risk, and call us."
    ),
    "other_likely": gettext_lazy("This does not look like a known fault. A technician takes it from here."),
    "limit": gettext_lazy("That is all we ask of you. A technician takes it from here."),
    "cost": gettext_lazy("A technician will be faster from here."),
    "nothing_left": gettext_lazy("There is nothing more for you to try. A technician takes it from here."),
}
_STOPS_FOR_TECH: Final = {
    "safety": gettext_lazy("Danger: make the place safe and hand over at once."),
    "other_likely": gettext_lazy("The source is probably none of those listed: look further, or hand over."),
    "limit": gettext_lazy("Enough has been tried here: hand over."),
    "cost": gettext_lazy("What is left to try costs more than handing over."),
    "nothing_left": gettext_lazy("Everything listed has been tried: hand over."),
}


def band_word(probability: float) -> str:
    return str(LIKELIHOOD[band(probability) - 1])


def percent(probability: float, cases: int) -> str:
    """“72 %” where enough cases stand behind it, else nothing."""
    if cases < CASES_FOR_PERCENT:
        return ""
    whole = round(probability * 100)
    return _("%(number)s%%") % {"number": whole} if whole else _("under 1%%") % {}


def cases_words(cases: int, total: int) -> str:
    """Closed tickets only, never what the pack assumes (design.md 4.10)."""
    if not cases:
        return _("from the starter pack, not yet seen here")
    total_words = ngettext("%(total)s past case", "%(total)s past cases", total) % {"total": total}
    return _("%(cases)s of %(total)s") % {"cases": cases, "total": total_words}


def stop_words(reason: str, audience: str) -> str:
    words = _STOPS_FOR_USER if audience == "user" else _STOPS_FOR_TECH
    return str(words.get(reason, words["nothing_left"]))


def minutes_words(minutes: float) -> str:
    """“3 min”; half minutes are shown, less is not."""
    shown = round(minutes * 2) / 2
    return _("%(minutes)s min") % {"minutes": number_format(shown, 0 if shown.is_integer() else 1)}


def effort_words(step: Check | Remedy) -> str:
    """“3 min, at a distance”; approval is what one waits for, so it is said instead."""
    if isinstance(step, Remedy) and step.needs_approval:
        where = _("approval needed")
    else:
        where = _("at a distance") if step.where == Where.REMOTE else _("on site")
    return _("%(minutes)s, %(where)s") % {"minutes": minutes_words(step.minutes), "where": where}
