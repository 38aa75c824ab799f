"""The one question, what is going on at one's site, and one's own tickets."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secours.diagnosis.access import runs_visible_to
from secours.diagnosis.models import Run
from secours.diagnosis.operations import abandon_run, choose_situation, start_run
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.people.models import Person
from secours.tickets.access import tickets_of_person
from secours.tickets.choices import OPEN_STATES, State
from secours.tickets.models import Ticket
from secours.tickets.operations import attach_to_known_incident
from secours.web.drafts import Drafts
from secours.web.live import portal_topic
from secours.web.portal.known import known_incident, known_incidents
from secours.web.portal.matches import suggestions_for
from secours.web.portal.page import for_people, once, page, reader_of
from secours.web.portal.rows import tiles_of
from secours.web.portal.uploads import keep_with_run, sent_files
from secours.web.portal.words import when

SHOWN_TICKETS = 5
SHORTEST_WORDS = 3


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def home(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _start(request)
    return _home_page(request, text=_text_to_edit(request) or _kept_question(reader_of(request)))


@require_GET
@for_people
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the words typed so far may be about; asked at each pause, so: few queries, no page."""
    words = request.GET.get("text", "").strip()[:500]
    found = suggestions_for(reader_of(request), words) if len(words) >= SHORTEST_WORDS else []
    return page(request, "_suggestions.html", {"suggestions": found})


@require_POST
@for_people
def affected_too(request: HttpRequest, number: int) -> HttpResponse:
    """“This affects me too”: counted, followed, no new ticket."""
    reader = reader_of(request)
    person = person_of(reader)
    incident = known_incident(reader, person, number)
    if incident is None:
        raise NotFound("not_known_incident", _("This incident is over. Say what is happening to you."))
    attach_to_known_incident(incident.id, by=reader, person=person)
    _leave(reader, request.POST.get("run", ""))
    _question(reader).drop(["text"])
    return redirect("portal:ticket", number=number)


def person_of(reader: Actor) -> Person:
    return Person.objects.select_related("site", "place").get(id=reader.person_id or 0)


def _start(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)

    def started() -> str:
        files = sent_files(request)
        # A photo alone is enough to begin with: its name stands for the words.
        text = request.POST.get("text", "").strip() or (files and _("See the attached photo")) or ""
        run = start_run(by=reader, person=person_of(reader), text=text, language=get_language() or "fr")
        keep_with_run(run, files)
        fault_id = number_in(request.POST.get("fault", ""))
        if fault_id is not None:  # a suggestion, taken while typing
            choose_situation(run.id, by=reader, fault_id=fault_id)
        _leave(reader, request.POST.get("instead_of", ""))
        _question(reader).drop(["text"])
        return reverse("portal:run", args=[run.id])

    try:
        return redirect(once(request, started))
    except Refused as refusal:
        return _home_page(request, text=request.POST.get("text", ""), refusal=refusal)


def _leave(reader: Actor, run_id: str) -> None:
    """The run that another act replaces, when it is one's own and still open."""
    run = _own_open_runs(reader).filter(id=number_in(run_id) or 0).first() if run_id else None
    if run is not None:
        abandon_run(run.id, by=reader)


def _home_page(request: HttpRequest, *, text: str = "", refusal: Refused | None = None) -> HttpResponse:
    reader = reader_of(request)
    mine = tickets_of_person(reader).filter(state__in=[*OPEN_STATES, State.SOLVED])
    ids = list(mine.order_by("-updated_at", "-id").values_list("id", flat=True)[: SHOWN_TICKETS + 1])
    shown = Ticket.objects.filter(id__in=ids[:SHOWN_TICKETS], organisation_id__in=sorted(reader.reach))
    context = {
        "text": text,
        "draft": _question(reader).attributes("text"),
        "refusal": refusal,
        "instead_of": request.POST.get("instead_of") or request.GET.get("edit", ""),
        "incidents": known_incidents(reader, person_of(reader)),
        "resumable": _resumable(reader),
        "tiles": tiles_of(shown.order_by("-updated_at", "-id")),
        "has_more": len(ids) > SHOWN_TICKETS,
    }
    events = portal_topic(request, reader, ids) if ids else ""
    status = 422 if refusal else 200
    return page(request, "home.html", context, status=status, fragment="_home_tickets.html", events=events)


def _text_to_edit(request: HttpRequest) -> str:
    """The words of a run that one wants to say otherwise; of a suggestion when it was chosen."""
    asked = number_in(request.GET.get("edit", ""))
    run = _own_open_runs(reader_of(request)).filter(id=asked).first() if asked is not None else None
    return run.text if run else request.GET.get("text", "")[:500]


def _question(reader: Actor) -> Drafts:
    return Drafts(reader, "question")


def _kept_question(reader: Actor) -> str:
    draft = _question(reader).texts(["text"]).get("text")
    return draft.text if draft else ""


def _resumable(reader: Actor) -> dict[str, Any] | None:
    run = _own_open_runs(reader).order_by("-updated_at").first()
    return {"id": run.id, "text": run.text, "when": when(run.updated_at)} if run else None


def _own_open_runs(reader: Actor) -> Any:
    return runs_visible_to(reader).filter(person_id=reader.person_id or 0, state=Run.State.OPEN, ticket=None)
