"""What waits for the reader's word: a yes or a no, with a reason, from the list."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from secours.diagnosis.access import awaited_approvals, may_approve
from secours.diagnosis.models import Approval
from secours.diagnosis.operations.approving import LONGEST_REASON
from secours.lib.statements import KEPT, Reading, Statement, statement
from secours.people.actor import Actor
from secours.people.errors import NotAllowed
from secours.web.live import inbox_topic
from secours.web.workbench import moments
from secours.web.workbench.frame import FrameAsked, frame
from secours.web.workbench.guard import reader_of, staff

MOST = 100


@staff
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    return approvals_page(request)


def approvals_page(
    request: HttpRequest, *, written: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """`written`: the word that was refused ({"id", "reason", "error"}), shown again beside its error."""
    reader, reading = reader_of(request), Reading()
    if not may_approve(reader):
        raise NotAllowed("overseer_only", _("A supervisor or a manager decides this. Ask one of them."))
    shell, asked = FrameAsked(request, reading), reading.ask(_awaited(reader))
    context = {
        **frame(request, shell, events=inbox_topic(request, reader, shell.since)),
        "rows": [_shaped(one, written) for one in asked.rows],
        "limit": LONGEST_REASON,
    }
    return render(request, "workbench/approvals.html", context, status=status)


@lru_cache(maxsize=KEPT)
def _awaited(reader: Actor) -> Statement[Approval]:
    waiting = awaited_approvals(reader).select_related(
        "remedy__cause__fault", "asked_by", "ticket", "organisation"
    )
    return statement(waiting.order_by("asked_at", "id")[:MOST])


def _shaped(one: Approval, written: dict[str, Any] | None) -> dict[str, Any]:
    told = written if written and written["id"] == one.id else {"reason": "", "error": ""}
    return {
        "one": one,
        "url": reverse("workbench:ticket", args=[one.ticket.number]) + "#diagnosis",
        "decision_url": reverse("workbench:diagnosis_approval", args=[one.ticket.number, one.id]),
        "asked_by": one.asked_by.name if one.asked_by else "",
        "since": int(one.asked_at.timestamp()),
        "age": moments.age(one.asked_at, timezone.now()),
        "fault": one.remedy.cause.fault.title if one.remedy.cause_id else "",
        "reason": told["reason"],
        "error": told["error"],
    }
