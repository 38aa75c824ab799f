"""Mails that could not be understood: seen, downloaded as they came, processed again."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.channels.mail.delivery import process_again
from secours.channels.mail.reasons import sentence_of
from secours.channels.models import RawMessage
from secours.journal.files import path_of
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.web.setup.page import administrators, found, page, reader_of
from secours.web.workbench.moments import when

PAGE = 50


@administrators
def quarantine(request: HttpRequest) -> HttpResponse:
    waiting = _quarantined(reader_of(request))
    before = number_in(request.GET.get("before", ""))
    if before is not None:
        waiting = waiting.filter(id__lt=before)
    raws = list(waiting.order_by("-id")[: PAGE + 1])
    context = {
        "rows": [_row(raw) for raw in raws[:PAGE]],
        "next_url": f"?before={raws[PAGE - 1].id}" if len(raws) > PAGE else "",
    }
    return page(request, "quarantine.html", _("Quarantined mails"), context)


@administrators
def raw_message(request: HttpRequest, raw_id: int) -> HttpResponse:
    """The bytes as they came, always a download: no browser interprets them."""
    raw = _the_raw(request, raw_id)
    response = HttpResponse(path_of(raw.sha256).read_bytes(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{raw.id}.eml"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@administrators
@require_POST
def raw_message_processing(request: HttpRequest, raw_id: int) -> HttpResponse:
    raw = _the_raw(request, raw_id)
    delivery = process_again(raw.id, by=reader_of(request))
    if delivery.verdict == RawMessage.Verdict.QUARANTINED:
        raw.refresh_from_db()  # the delivery tells its reason to programs, in English
        messages.error(request, _("Still not understood: %(reason)s") % {"reason": sentence_of(raw.reason)})
    elif delivery.ticket_label:
        messages.success(request, _("Understood: it is in %(ticket)s.") % {"ticket": delivery.ticket_label})
    else:
        messages.success(request, _("Understood: no ticket was needed."))
    return redirect("setup:quarantine")


def _quarantined(by: Actor) -> QuerySet[RawMessage]:
    visible = RawMessage.objects.filter(organisation_id__in=sorted(by.reach))
    return visible.filter(state=RawMessage.State.QUARANTINED).select_related("mailbox")


def _the_raw(request: HttpRequest, raw_id: int) -> RawMessage:
    one: RawMessage = found(_quarantined(reader_of(request)).filter(id=raw_id).first())
    return one


def _row(raw: RawMessage) -> dict[str, Any]:
    return {
        "subject": raw.subject or _("no subject"),
        "sender": raw.sender or _("unknown sender"),
        "mailbox": raw.mailbox.name,
        "at": when(raw.received_at),
        "reason": sentence_of(raw.reason),
        "raw_url": reverse("setup:raw_message", args=[raw.id]),
        "again_url": reverse("setup:raw_message_processing", args=[raw.id]),
    }
