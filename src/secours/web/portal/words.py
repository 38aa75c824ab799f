"""Dates, states and signs as the portal says them: plain words, never the workbench's."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from secours.tickets.choices import Closure, HoldReason, State
from secours.tickets.models import Ticket

DEVICE_ICONS = {
    "computer": "device-desktop",
    "laptop": "device-laptop",
    "printer": "printer",
    "network": "network",
    "phone": "phone",
    "monitor": "device-desktop",
    "server": "server",
    "scanner": "scan",
}
# state → icon of its tag, its colour
STATE_SIGNS = {
    State.NEW: ("send", ""),
    State.IN_PROGRESS: ("progress", "info"),
    State.ON_HOLD: ("player-pause", ""),
    State.SOLVED: ("check", "ok"),
    State.CLOSED: ("archive", "line"),
}


def state_word(ticket: Ticket) -> str:
    if ticket.state == State.CLOSED and ticket.closure == Closure.CANCELLED:
        return _("cancelled")
    words = {
        State.NEW: _("received"),
        State.IN_PROGRESS: _("in progress"),
        State.ON_HOLD: _("on hold"),
        State.SOLVED: _("solved"),
        State.CLOSED: _("closed"),
    }
    return words[State(ticket.state)]


def hold_words(reason: str) -> str:
    words = {
        HoldReason.REQUESTER: _("Waiting for your answer"),
        HoldReason.SUPPLIER: _("Waiting for a supplier"),
        HoldReason.APPOINTMENT: _("Appointment made"),
        HoldReason.CHANGE: _("Waiting for planned work"),
        HoldReason.DATE: _("Put off to an agreed date"),
    }
    return words.get(HoldReason(reason), "") if reason in HoldReason.values else _("On hold")


def icon_of(ticket: Ticket) -> str:
    """Of the device, else of the category, else of the kind. Both must be selected with the ticket."""
    if ticket.device is not None:
        return DEVICE_ICONS.get(ticket.device.kind, "device-desktop")
    if ticket.category is not None:
        return ticket.category.icon
    return "shopping-bag" if ticket.kind == "request" else "message"


def clock(moment: datetime) -> str:
    """9:46, as both languages write it here."""
    local = timezone.localtime(moment)
    return f"{local.hour}:{local.minute:02}"


def day(moment: datetime) -> str:
    """12 November; 1er novembre."""
    local = timezone.localtime(moment)
    number = "1er" if local.day == 1 and (get_language() or "fr").startswith("fr") else str(local.day)
    text = f"{number} {date_format(local, 'F')}"
    return text if local.year == timezone.localdate().year else f"{text} {local.year}"


def when(moment: datetime) -> str:
    """at 9:46 · yesterday at 9:46 · on 12 November"""
    on = timezone.localtime(moment).date()
    today = timezone.localdate()
    if on == today:
        return _("at %(time)s") % {"time": clock(moment)}
    if on == today - timedelta(days=1):
        return _("yesterday at %(time)s") % {"time": clock(moment)}
    if on == today + timedelta(days=1):
        return _("tomorrow at %(time)s") % {"time": clock(moment)}
    return _("on %(day)s") % {"day": day(moment)}


def when_of_day(moment: datetime) -> str:
    """As `when`, naming today: “today at 9:46”."""
    if timezone.localtime(moment).date() == timezone.localdate():
        return _("today at %(time)s") % {"time": clock(moment)}
    return when(moment)


def minutes_words(minutes: float) -> str:
    whole = max(1, round(minutes))
    return ngettext("%(n)s minute", "%(n)s minutes", whole) % {"n": whole}


def megabytes(size: int) -> str:
    """A size people read: 380 KB, 1.2 MB; French writes Ko, Mo and a comma."""
    if size < 1_000_000:
        return _("%(n)s KB") % {"n": max(1, round(size / 1000))}
    figure = f"{size / 1_000_000:.1f}"
    if (get_language() or "fr").startswith("fr"):
        figure = figure.replace(".", ",")
    return _("%(n)s MB") % {"n": figure.removesuffix(",0").removesuffix(".0")}
