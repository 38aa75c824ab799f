"""Words of figures: titles of lists, shares that are honest about small numbers."""

from datetime import timedelta

from django.utils.translation import gettext as _

from secours.equipment.access import devices_visible_to
from secours.faults.access import faults_visible_to
from secours.lib.text import number_in
from secours.people.access import teams_visible_to
from secours.people.actor import Actor
from secours.web.workbench import moments

CASES_FOR_PERCENT = 20


def share_words(part: int, whole: int) -> str:
    """“61%” where twenty stand behind it, else “4 of 6” (design.md 4.10)."""
    if whole < CASES_FOR_PERCENT:
        return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}
    return _("%(number)s%%") % {"number": round(100 * part / whole)}


def took(time: timedelta) -> str:
    return moments.duration(max(0, int(time.total_seconds() // 60)))


def list_title(reader: Actor, figure: str, target: str) -> str:
    """What a list of tickets shows; of something the reader may not see, the figure alone."""
    if figure in ("team", "fault", "device", "model"):
        return _target_title(reader, figure, target)
    titles = {
        "late": _("Late"),
        "unassigned": _("Unassigned"),
        "due_today": _("Due today"),
        "due_soon": _("Due within the hour"),
        "resolved": _("Resolved"),
        "reopened": _("Resolved, then reopened"),
        "answers": _("First answers that were due"),
        "answers_kept": _("First answers given in time"),
        "answers_broken": _("First answers given late, or not at all"),
        "solutions": _("Solutions that were due"),
        "solutions_kept": _("Solutions given in time"),
        "solutions_broken": _("Solutions given late, or not at all"),
    }
    return titles.get(figure, _("Tickets"))


def _target_title(reader: Actor, figure: str, target: str) -> str:
    if figure == "model":
        return _("Cases on %(model)s") % {"model": target}
    number = number_in(target) or 0
    if figure == "team":
        team = teams_visible_to(reader).filter(id=number).first()
        return (
            _("Open tickets of %(team)s") % {"team": team.name} if team else _("Open tickets without a team")
        )
    if figure == "device":
        device = devices_visible_to(reader).filter(id=number).first()
        return _("Cases on %(device)s") % {"device": device.name} if device else _("Tickets")
    fault = faults_visible_to(reader).filter(id=number).first()
    return (fault.title or fault.label) if fault else _("Cases whose situation is not known")
