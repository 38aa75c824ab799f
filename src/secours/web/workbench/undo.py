"""The “Undo” of a toast: its address names the entries that were just written, ticket by ticket."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.access import ticket_for
from secours.tickets.models import Ticket
from secours.tickets.operations.undoing import undo_all, undoable_since
from secours.web.workbench.answers import answered
from secours.web.workbench.guard import reader_of, serving

# A hundred tickets or tasks are changed at once, and of a task two things: who does it, and its day.
MOST_ACTS = 200


@serving
@require_POST
def undoing(request: HttpRequest) -> HttpResponse:
    """`t`: ticket number, a dot, number of the entry; several are undone together, or none. `to`: the list of
    tasks, where it was done there."""
    reader = reader_of(request)
    acts = [_act(told) for told in request.GET.getlist("t")[:MOST_ACTS]]
    if not acts:
        raise NotFound("nothing_to_undo", _("There is nothing to undo here."))
    try:
        undo_all([(ticket_for(reader, number).id, entry) for number, entry in acts], by=reader)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Undone."))
    if request.GET.get("to") == "tasks":
        return answered(request, reverse("workbench:task_list"))
    if len(acts) == 1:
        return answered(request, reverse("workbench:ticket", args=[acts[0][0]]))
    return answered(request, reverse("workbench:queue"))


def undo_address(by: Actor, tickets: Sequence[Ticket], since: datetime) -> str:
    """Where “Undo” posts for what was done since then; empty when a part of it cannot be undone."""
    entries = undoable_since([ticket.id for ticket in tickets], since, by=by)
    if len(entries) < len(tickets):
        return ""
    told = [("t", f"{ticket.number}.{entries[ticket.id]}") for ticket in tickets]
    return f"{reverse('workbench:undo')}?{urlencode(told)}"


def _act(told: str) -> tuple[int, int]:
    ticket, _dot, entry = told.partition(".")
    return number_in(ticket) or 0, number_in(entry) or 0
