"""The page of a ticket: what it is, what was said, what to do; and what one says on it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages as notices
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from secours.diagnosis.access import sees_the_panel
from secours.diagnosis.models import Run
from secours.journal.files import attach
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import messages_visible_to, sees_notes
from secours.tickets.attachments import Offered, require_files
from secours.tickets.choices import Doing, TicketKind
from secours.tickets.models import Draft, Message, Presence, Ticket
from secours.tickets.operations import note_presence, reply_to_ticket, save_draft
from secours.tickets.operations.reading import mark_read
from secours.web.live import ticket_topic
from secours.web.workbench import facts
from secours.web.workbench.answers import answered
from secours.web.workbench.asked import found
from secours.web.workbench.diagnosis import panel
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, serving, staff
from secours.web.workbench.neighbours import neighbours_of
from secours.web.workbench.rows import presence_html
from secours.web.workbench.timeline import story_of


@staff
@require_GET
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    return ticket_page(request, found(reader_of(request), number))


@staff
@require_GET
def timeline(request: HttpRequest, number: int) -> HttpResponse:
    """What live updates fetch again: the story, the state, and a warning to who is writing."""
    reader = reader_of(request)
    this = found(reader, number)
    context = {
        "ticket": this,
        "story": story_of(reader, this, whole="all" in request.GET),
        "overtaken": _overtaken(reader, this, request.GET.get("seen", "")),
        "presences": _presences(reader, this),
        "is_fragment": True,
    }
    return render(request, "workbench/_timeline.html", context)


@staff
@require_POST
def presence(request: HttpRequest, number: int) -> HttpResponse:
    """“I am reading this”: told to the others for a minute, and the ticket is no longer unread."""
    reader = reader_of(request)
    this = found(reader, number)
    mark_read(this.id, by=reader)
    others = note_presence(this, by=reader, doing=Doing.READING) if reader.serves else []
    told = [presence_html(one.person.name, one.doing) for one in others]
    return render(request, "workbench/_presences.html", {"presences": told})


@serving
@require_POST
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The text being written, kept as one types; the others read that one is answering."""
    reader = reader_of(request)
    this = found(reader, number)
    kind = "note" if request.POST.get("kind") == "note" else "reply"
    text = request.POST.get("text", "")
    try:
        save_draft(reader, f"{kind}:{this.number}", text)
    except Refused:  # too long: the browser keeps it, and says so
        return HttpResponse(status=413)
    if text.strip():
        note_presence(this, by=reader, doing=Doing.REPLYING)
    return HttpResponse(status=204)


@serving
@require_POST
def messages(request: HttpRequest, number: int) -> HttpResponse:
    return _say(request, number, internal=False)


@serving
@require_POST
def notes(request: HttpRequest, number: int) -> HttpResponse:
    return _say(request, number, internal=True)


def ticket_page(
    request: HttpRequest, this: Ticket, *, written: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """`written`: what was typed and refused ({"kind", "text", "error"}); shown again, never lost."""
    reader = reader_of(request)
    has_panel = this.kind == TicketKind.INCIDENT and sees_the_panel(reader, this)
    beside = panel(request, this) if has_panel and _is_panel_near(request, this) else {}
    context = {
        **frame(request, rail=True, events=ticket_topic(request, reader, this)),
        **beside,
        "has_panel": has_panel,
        "is_panel_near": bool(beside),
        "ticket": this,
        "story": story_of(reader, this, whole="all" in request.GET),
        "clock": facts.clock_of(this),
        "about": facts.requester_facts(reader, this),
        "devices": facts.devices_of(reader, this),
        "links": facts.links_of(reader, this),
        "tasks": facts.tasks_of(this),
        "presences": _presences(reader, this),
        "neighbours": neighbours_of(request, reader, this),
        "composer": _composer(request, reader, this, written),
        "may_act": reader.serves,
        "sees_notes": sees_notes(reader, this),
    }
    return render(request, "workbench/ticket.html", context, status=status)


def _is_panel_near(request: HttpRequest, this: Ticket) -> bool:
    """With its situation known the panel is quick and comes with the page. Otherwise the words of the
    ticket must be understood first, ten times the cost of the page: the browser asks for it then."""
    return "panel" in request.GET or Run.objects.filter(ticket=this, fault__isnull=False).exists()


def _say(request: HttpRequest, number: int, *, internal: bool) -> HttpResponse:
    """One message with its files; refused, everything typed comes back with the reason."""
    reader = reader_of(request)
    this = found(reader, number)
    text, files = request.POST.get("text", ""), request.FILES.getlist("files")
    try:
        require_files(Offered(one.name or "", one.content_type or "", one.size or 0) for one in files)
        if not internal:
            _check_overtaken(reader, this, request.POST.get("seen", ""))
        message = reply_to_ticket(this.id, by=reader, text=text, internal=internal)
    except Refused as refusal:
        written = {"kind": "note" if internal else "reply", "text": text, "error": str(refusal)}
        return ticket_page(request, this, written=written, status=422)
    for file in files:
        _keep(file, message, internal)
    notices.success(request, _("The note is kept.") if internal else _("Sent."))
    return answered(request, f"{reverse('workbench:ticket', args=[number])}#m{message.id}")


def _keep(file: "UploadedFile[Any]", message: Message, internal: bool) -> None:
    attach(
        file.read(),
        name=file.name or "",
        media_type=file.content_type or "",
        organisation_id=message.organisation_id,
        subject_kind="ticket",
        subject_id=message.ticket_id,
        entry=message.entry,
        internal=internal,
    )


def _check_overtaken(reader: Actor, this: Ticket, seen: str) -> None:
    """Asked once: the page that comes back has seen the other answer, and sends."""
    name = _overtaken(reader, this, seen)
    if name:
        sentence = _("%(name)s replied while you were writing. Read the reply, your draft is kept.")
        raise Refused("overtaken", sentence % {"name": name})


def _overtaken(reader: Actor, this: Ticket, seen: str) -> str:
    """Who of the team answered since the page was made; nobody, nothing."""
    last_seen = number_in(seen)
    if last_seen is None:
        return ""
    since = messages_visible_to(reader, this).filter(id__gt=last_seen, kind=Message.Kind.PUBLIC)
    by_others = since.filter(from_requester=False).exclude(author_id=reader.person_id)
    message = by_others.last()
    return message.author_name if message else ""


def _presences(reader: Actor, this: Ticket) -> list[str]:
    since = timezone.now() - timedelta(seconds=60)
    others = Presence.objects.filter(ticket=this, at__gte=since).exclude(person_id=reader.person_id or 0)
    return [presence_html(name, doing) for name, doing in others.values_list("person__name", "doing")]


def _composer(
    request: HttpRequest, reader: Actor, this: Ticket, written: dict[str, Any] | None
) -> dict[str, Any]:
    """Texts of the two tabs: what was just refused, else the draft kept."""
    keys = {"reply": f"reply:{this.number}", "note": f"note:{this.number}"}
    kept = {
        one.key: one for one in Draft.objects.filter(account_id=reader.account_id or 0, key__in=keys.values())
    }
    texts = {kind: kept[key].text if key in kept else "" for kind, key in keys.items()}
    saved = {kind: kept[key].saved_at if key in kept else None for kind, key in keys.items()}
    error = {"reply": "", "note": ""}
    if written:
        texts[written["kind"]], error[written["kind"]] = written["text"], written["error"]
    on_note = written["kind"] == "note" if written else "note" in request.GET
    return {"text": texts, "saved": saved, "error": error, "on_note": on_note}
