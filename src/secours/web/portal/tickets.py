"""My tickets, and the page of one: where it stands, what was said, what one may do."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secours.diagnosis.access import has_assessment
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import (
    is_concerned,
    may_reply,
    resolution_visible_to,
    search_tickets,
    ticket_for,
    tickets_of_person,
    tickets_visible_to,
)
from secours.tickets.choices import OPEN_STATES, Closure, State
from secours.tickets.models import Draft, Ticket
from secours.tickets.snippets import Sought
from secours.web.drafts import Drafts
from secours.web.live import ticket_topic
from secours.web.portal.conversation import conversation_of, names_of_staff
from secours.web.portal.page import for_people, for_readers, page, reader_of
from secours.web.portal.rows import tiles_of
from secours.web.portal.words import STATE_SIGNS, icon_of, state_word, when

PAGE_SIZE = 20


@for_people
def tickets(request: HttpRequest) -> HttpResponse:
    """One's own, or (a client contact) the organisation's; open ones, or all; searched by words."""
    reader = reader_of(request)
    is_wide = reader.has("client") and request.GET.get("whose") == "organisation"
    words = request.GET.get("q", "").strip()[:200]
    state = request.GET.get("state", "open")
    found = _listed(reader, is_wide, words, state)
    before = number_in(request.GET.get("before", ""))
    if before is not None:
        found = found.filter(number__lt=before)
    numbers = list(found.order_by("-number").values_list("number", flat=True)[: PAGE_SIZE + 1])
    shown = Ticket.objects.filter(number__in=numbers[:PAGE_SIZE], organisation_id__in=sorted(reader.reach))
    context = {
        "tiles": tiles_of(
            shown.order_by("-number"),
            with_names=is_wide,
            reader_id=reader.person_id,
            sought=Sought(reader, words) if words else None,
        ),
        "is_wide": is_wide,
        "words": words,
        "state": state,
        "more": numbers[PAGE_SIZE - 1] if len(numbers) > PAGE_SIZE else None,
    }
    return page(request, "tickets.html", context, fragment="_tickets.html")


@for_readers
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    return ticket_page(request, number)


def ticket_page(
    request: HttpRequest, number: int, *, refusal: Refused | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    """The page, or after a refusal the same with its sentence and what was typed."""
    reader = reader_of(request)
    found = ticket_for(reader, number)
    if reader.is_staff and not tickets_of_person(reader).filter(id=found.id).exists():
        return redirect(reverse("workbench:ticket", args=[number]))
    context = {
        **_standing(reader, found),
        "conversation": conversation_of(reader, found),
        "refusal": refusal,
        **_typed(reader, found, typed or {}),
    }
    status = 422 if refusal else 200
    events = ticket_topic(request, reader, found)
    return page(request, "ticket.html", context, status=status, fragment="_ticket.html", events=events)


def _listed(reader: Actor, is_wide: bool, words: str, state: str) -> QuerySet[Ticket]:
    scope = (
        tickets_visible_to(reader).filter(organisation_id=reader.organisation_id or 0) if is_wide else None
    )
    found = tickets_of_person(reader) if scope is None else scope
    if state == "open":
        # One's own solved ticket still waits for one's word; another's is over for who only looks on.
        waiting = Q() if is_wide else Q(state=State.SOLVED)
        found = found.filter(Q(state__in=OPEN_STATES) | waiting)
    if words:
        found = found.filter(id__in=search_tickets(reader, words, most=200))
    return found


def _standing(reader: Actor, found: Ticket) -> dict[str, Any]:
    """Where it stands, and what this reader may do about it."""
    concerned = is_concerned(reader, found)
    name = names_of_staff([found.assigned_to_id])[found.assigned_to_id] if found.assigned_to_id else ""
    icon, tone = STATE_SIGNS[State(found.state)]
    writes = may_reply(reader, found)
    return {
        "ticket": found,
        "icon": icon_of(found),
        "word": state_word(found),
        "word_icon": icon,
        "tone": tone,
        "walk": _walk(found),
        "stage": _stage(found, name, concerned),
        "promise": _promise(found, writes),
        "resolution": _resolution(reader, found),
        "sent": when(found.created_at),
        "may_reply": found.state != State.CLOSED and writes,
        "may_reopen": concerned and not found.is_open,
        "may_confirm": concerned and found.state == State.SOLVED,
        "may_cancel": concerned and found.is_open,
        "assessments": _assessments(reader, found),
        "is_cancelled": found.closure == Closure.CANCELLED,
        "only_follows": not writes,
    }


def _assessments(reader: Actor, found: Ticket) -> list[dict[str, str]]:
    """The document for the contact of the organisation, in their language first."""
    if not (reader.has("client") or reader.is_staff) or not has_assessment(reader, found):
        return []
    own = (get_language() or "fr")[:2]
    names = {"fr": _("in French"), "en": _("in English")}
    return [
        {
            "url": reverse("workbench:assessment_pdf", args=[found.number, language]),
            "language": names[language],
        }
        for language in sorted(names, key=lambda one: one != own)
    ]


def _walk(found: Ticket) -> list[str]:
    """Received, taken care of, solved: done, now, or to come."""
    at = {State.NEW: 0, State.IN_PROGRESS: 1, State.ON_HOLD: 1, State.SOLVED: 3, State.CLOSED: 3}
    reached = at[State(found.state)]
    return ["done" if step < reached else "now" if step == reached else "" for step in range(3)]


def _stage(found: Ticket, name: str, concerned: bool) -> str:
    if found.state == State.CLOSED:
        return _("This ticket is over.")
    if found.state == State.SOLVED:
        return _("Marked as solved. Tell us whether it works.") if concerned else _("Marked as solved.")
    if name:
        return _("%(name)s is taking care of it.") % {"name": name}
    if found.state == State.NEW:
        return _("Received. A technician will read it.")
    return _("The support team is on it.")


def _promise(found: Ticket, writes: bool) -> str:
    """Only a promise that can still be kept is printed; a missed one says what to do."""
    if not found.is_open or found.state == State.ON_HOLD:
        return ""
    now = timezone.now()
    if found.responded_at is None and found.response_due_at is not None:
        if found.response_due_at >= now:
            return _("First answer planned %(when)s at the latest.") % {"when": _by(found.response_due_at)}
        if not writes:
            return _("The first answer is late. Call if it cannot wait.")
        return _("The first answer is late. Write again or call if it cannot wait.")
    if found.due_at is not None and found.due_at >= now:
        return _("Solution planned %(when)s at the latest.") % {"when": _by(found.due_at)}
    return ""


def _by(moment: Any) -> str:
    return when(moment)


def _resolution(reader: Actor, found: Ticket) -> str:
    standing = None if found.is_open else resolution_visible_to(reader, found)
    return standing.text if standing else ""


def _typed(reader: Actor, found: Ticket, typed: dict[str, str]) -> dict[str, Any]:
    """The drafts kept, unless the server gives back what was just sent."""
    if reader.account_id is None:
        return {"typed": typed}
    reopening = Drafts(reader, "reopening", found.number)
    keys = {f"reply:{found.number}": "text", reopening.key("why"): "why"}
    kept = Draft.objects.filter(account_id=reader.account_id, key__in=list(keys))
    texts = {keys[key]: text for key, text in kept.values_list("key", "text")}
    return {"typed": {**texts, **typed}, "why_draft": reopening.attributes("why")}
