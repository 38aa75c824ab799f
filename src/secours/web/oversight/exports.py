"""Each list of oversight as a file for a spreadsheet."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from secours.people.actor import Actor
from secours.people.errors import NotFound
from secours.reports.figures import by_week, tickets_of
from secours.reports.load import load_by_team
from secours.reports.recurrence import devices_struck, models_struck, situations
from secours.tickets.choices import State
from secours.web.oversight.asked import Asked
from secours.web.oversight.guard import overseeing
from secours.web.oversight.panels import week_words
from secours.web.oversight.spreadsheet import csv_answer
from secours.web.workbench.guard import reader_of

MOST_ROWS = 10_000
Table = tuple[Sequence[str], Iterable[Sequence[Any]]]


@overseeing
@require_GET
def export(request: HttpRequest, name: str) -> HttpResponse:
    if name not in _TABLES:
        raise NotFound("list_not_found", _("This list does not exist."))
    head, rows = _TABLES[name](reader_of(request), Asked.of(request.GET))
    return csv_answer(f"secours-{name}-{timezone.localdate().isoformat()}", head, rows)


def _tickets(reader: Actor, asked: Asked) -> Table:
    head = [
        _("Number"), _("Subject"), _("State"), _("Priority"), _("Organisation"), _("Site"), _("Requester"), _("Device"),
        _("Team"), _("Declared"), _("First answer before"), _("First answer"), _("Solution before"), _("Solution"),
        _("Times reopened"),
    ]  # fmt: skip
    found = tickets_of(asked.scope(reader), asked.figure, asked.target).order_by("-number")
    states = {str(value): str(label) for value, label in State.choices}
    values = found.values_list(
        "number", "title", "state", "priority", "organisation__name", "site__name", "requester__name", "device__name",
        "team__name", "created_at", "response_due_at", "responded_at", "due_at", "solved_at", "reopen_count",
    )[:MOST_ROWS]  # fmt: skip
    rows = (
        (
            f"T-{row[0]}",
            row[1],
            states[row[2]],
            f"P{row[3]}",
            *row[4:9],
            *(_moment(at) for at in row[9:14]),
            row[14],
        )
        for row in values
    )
    return head, rows


def _situations(reader: Actor, asked: Asked) -> Table:
    head = [
        _("Fault record"), _("Situation"), _("Cases"), _("Cases of the period before"), _("Devices"),
        _("Median minutes to the solution"),
    ]  # fmt: skip
    rows = (
        (
            one.fault.label if one.fault else "",
            (one.fault.title or one.fault.label) if one.fault else _("Situation not known"),
            one.cases,
            one.before,
            one.devices,
            int(one.median.total_seconds() // 60),
        )
        for one in situations(asked.scope(reader), most=MOST_ROWS)
    )
    return head, rows


def _devices(reader: Actor, asked: Asked) -> Table:
    found = devices_struck(asked.scope(reader), most=MOST_ROWS, least=1)
    return [_("Device"), _("Place"), _("Cases")], ((one.name, one.about, one.cases) for one in found)


def _models(reader: Actor, asked: Asked) -> Table:
    found = models_struck(asked.scope(reader), most=MOST_ROWS, least=1)
    return [_("Model"), _("Cases")], ((one.name, one.cases) for one in found)


def _teams(reader: Actor, asked: Asked) -> Table:
    head = [_("Team"), _("Open tickets"), _("Late"), _("On hold")]
    return head, ((one.name, one.total, one.late, one.held) for one in load_by_team(asked.scope(reader)))


def _promises(reader: Actor, asked: Asked) -> Table:
    head = [_("Promise"), _("Week"), _("Monday"), pgettext("promise", "Kept"), pgettext("promise", "Due")]
    scope = asked.scope(reader)
    titles = {"answers": _("First answer"), "solutions": _("Solution")}
    rows = (
        (title, week_words(week), timezone.localtime(week).date().isoformat(), kept, every)
        for name, title in titles.items()
        for week, kept, every in by_week(scope, name)
    )
    return head, rows


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


_TABLES: dict[str, Callable[[Actor, Asked], Table]] = {
    "tickets": _tickets,
    "situations": _situations,
    "devices": _devices,
    "models": _models,
    "teams": _teams,
    "promises": _promises,
}
