"""The page of a ticket: what it is, what was said, what to do; and what one says on it."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib import messages as notices
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from secours.channels.inbox import mark_notifications_read
from secours.diagnosis.access import sees_the_panel
from secours.diagnosis.alarm import Warned
from secours.diagnosis.queries import PanelAsked
from secours.journal.files import attach
from secours.lib.statements import Answer, Given, GivenTexts, Reading, Statement, statement
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import messages_visible_to, sees_notes
from secours.tickets.attachments import Offered, require_files
from secours.tickets.choices import Doing, TicketKind
from secours.tickets.models import Draft, Message, Presence, Ticket
from secours.tickets.operations import note_presence, reply_to_ticket
from secours.tickets.operations.reading import mark_read
from secours.web.drafts import kept
from secours.web.live import ticket_topic
from secours.web.workbench import facts
from secours.web.workbench.alarms import warning_in
from secours.web.workbench.answers import answered
from secours.web.workbench.asked import found
from secours.web.workbench.diagnosis import panel_context
from secours.web.workbench.frame import FrameAsked, frame
from secours.web.workbench.guard import reader_of, serving, staff
from secours.web.workbench.neighbours import NeighboursAsked
from secours.web.workbench.rows import presence_html
from secours.web.workbench.timeline import StoryAsked, story_html, story_of


@staff
@require_GET
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    reading = Reading()
    shell = FrameAsked(request, reading)
    return ticket_page(request, found(reader_of(request), number, reading), shell=shell)


@staff
@require_GET
def timeline(request: HttpRequest, number: int) -> HttpResponse:
    """What live updates fetch again: the story, the state, and a warning to who is writing."""
    reader = reader_of(request)
    this = found(reader, number)
    story = story_of(reader, this, whole="all" in request.GET)
    context = {
        "ticket": this,
        "story": story,
        "story_html": story_html(story, this.requester.name),
        "overtaken": _overtaken(reader, this, request.GET.get("seen", "")),
        "presences": _seen(_ask_presences(Reading(), reader, this)),
        "is_fragment": True,
    }
    return render(request, "workbench/_timeline.html", context)


@staff
@require_POST
def presence(request: HttpRequest, number: int) -> HttpResponse:
    """“I am reading this”: told to the others for a minute; the ticket and what one was told of it are no longer
    unread."""
    reader = reader_of(request)
    this = found(reader, number)
    mark_read(this.id, by=reader)
    mark_notifications_read(by=reader, ticket_id=this.id)
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
    if text.strip():
        note_presence(this, by=reader, doing=Doing.REPLYING)
    return kept(reader, f"{kind}:{this.number}", text)


@serving
@require_POST
def messages(request: HttpRequest, number: int) -> HttpResponse:
    return _say(request, number, internal=False)


@serving
@require_POST
def notes(request: HttpRequest, number: int) -> HttpResponse:
    return _say(request, number, internal=True)


def ticket_page(
    request: HttpRequest,
    this: Ticket,
    *,
    shell: FrameAsked | None = None,
    written: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`written`: what was typed and refused ({"kind", "text", "error"}); shown again, never lost.

    Two messages to the database: what the ticket's number tells, then what those answers name."""
    reader, reading = reader_of(request), Reading()
    asked = _PageAsked(request, reading, this, shell or FrameAsked(request, reading))
    asked.ask_further(reading)
    story, column = asked.story.told(), asked.facts
    context = {
        **frame(
            request, asked.shell, rail=True, events=ticket_topic(request, reader, this, asked.shell.since)
        ),
        **(panel_context(request, this, asked.panel) if asked.panel else {}),
        "alarm": asked.alarm() if sees_the_panel(reader, this) else None,
        "has_panel": asked.has_panel,
        "is_panel_near": asked.panel is not None,
        "ticket": this,
        "story": story,
        "story_html": story_html(story, this.requester.name),
        "clock": facts.clock_of(this, column.clock),
        "about": facts.requester_facts(column),
        "devices": facts.devices_of(column),
        "links": facts.links_of(column),
        "tasks": column.tasks.rows,
        "presences": _seen(asked.presences),
        "neighbours": asked.neighbours.told(),
        "composer": _composer(request, this, asked.drafts.rows, written),
        "may_act": reader.serves,
        "sees_notes": sees_notes(reader, this),
    }
    return render(request, "workbench/ticket.html", context, status=status)


class _PageAsked:
    """Everything that the page reads, asked before anything of it is told."""

    def __init__(self, request: HttpRequest, reading: Reading, this: Ticket, shell: FrameAsked) -> None:
        self.reader, self.this, self.shell = reader_of(request), this, shell
        self.has_panel = this.kind == TicketKind.INCIDENT and sees_the_panel(self.reader, this)
        self.is_panel_wanted = "panel" in request.GET
        self.story = StoryAsked(reading, self.reader, this, whole="all" in request.GET)
        self.facts = facts.FactsAsked(reading, self.reader, this)
        self.neighbours = NeighboursAsked(request, reading, self.reader, this)
        self.presences = _ask_presences(reading, self.reader, this)
        self.drafts = reading.ask(_drafts(), account=self.reader.account_id or 0, keys=_draft_keys(this))
        self.panel: PanelAsked | None = None

    def ask_further(self, reading: Reading) -> None:
        """With its situation known the panel is quick and comes with the page. Otherwise the words of the
        ticket must be understood first, ten times the cost of the page: the browser asks for it then."""
        self.story.ask_further(reading)
        self.facts.ask_further(reading)
        run = self.story.run.first
        if self.has_panel and (self.is_panel_wanted or (run is not None and run.fault_id is not None)):
            self.panel = PanelAsked(reading, self.reader, self.this, run, self.story.trail)

    def alarm(self) -> Warned | None:
        """Told even before the words are understood: it cannot wait."""
        return warning_in(self.this, self.story.run.first, self.story.said_by_requester())


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


def _ask_presences(reading: Reading, reader: Actor, this: Ticket) -> Answer[tuple[str, str]]:
    since = timezone.now() - timedelta(seconds=60)
    return reading.ask(_presences(), ticket=this.id, since=since, reader=reader.person_id or 0)


@lru_cache(maxsize=1)
def _presences() -> Statement[tuple[str, str]]:
    others = Presence.objects.filter(ticket_id=Given("ticket"), at__gte=Given("since"))
    return statement(others.exclude(person_id=Given("reader")).values_list("person__name", "doing"))


def _seen(presences: Answer[tuple[str, str]]) -> list[str]:
    return [presence_html(name, doing) for name, doing in presences.rows]


def _draft_keys(this: Ticket) -> list[str]:
    return [f"reply:{this.number}", f"note:{this.number}"]


@lru_cache(maxsize=1)
def _drafts() -> Statement[Draft]:
    return statement(Draft.objects.filter(account_id=Given("account"), key__in=GivenTexts("keys")))


def _composer(
    request: HttpRequest, this: Ticket, drafts: list[Draft], written: dict[str, Any] | None
) -> dict[str, Any]:
    """Texts of the two tabs: what was just refused, else the draft kept."""
    keys = dict(zip(("reply", "note"), _draft_keys(this), strict=True))
    kept = {one.key: one for one in drafts}
    texts = {kind: kept[key].text if key in kept else "" for kind, key in keys.items()}
    saved = {kind: kept[key].saved_at if key in kept else None for kind, key in keys.items()}
    error = {"reply": "", "note": ""}
    if written:
        texts[written["kind"]], error[written["kind"]] = written["text"], written["error"]
    on_note = written["kind"] == "note" if written else "note" in request.GET
    return {"text": texts, "saved": saved, "error": error, "on_note": on_note}
