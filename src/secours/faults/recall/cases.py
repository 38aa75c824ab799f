"""What was met before: similar past tickets, the same fault, and what of it may be told to whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from secours.equipment.models import Device
from secours.faults.access import occurrences_visible_to
from secours.faults.choices import LearningState
from secours.faults.models import Cause, Fault, Occurrence, Remedy
from secours.faults.queries import FaultCounts, counts_of
from secours.faults.recall.words import IGNORED, words_of
from secours.people.actor import Actor
from secours.people.models import Site
from secours.tickets.access import search_within_reach, tickets_visible_to
from secours.tickets.choices import Closure, State
from secours.tickets.models import Ticket

_SITE_DAYS = 30
_RELEVANT_WORDS = 30


@dataclass(frozen=True)
class Similar:
    """A past ticket that the reader may open; `is_same_device`, `is_same_fault` say why it is here."""

    ticket: Ticket
    fault: Fault | None
    cause: Cause | None
    remedy: Remedy | None
    is_same_fault: bool
    is_same_device: bool


@dataclass(frozen=True)
class SameFault:
    """`ticket_number` is None where the reader may not open it. `tried`, `worked`: cases of the remedy."""

    ticket_number: int | None
    remedy: Remedy | None
    cause: Cause | None
    worked: int
    tried: int
    happened_at: datetime
    is_same_device: bool
    has_relapsed: bool = False


@dataclass(frozen=True)
class RequesterNews:
    """What a requester may be told: when, and a solution that they can do; no ticket, no person."""

    happened_at: datetime
    remedy: Remedy | None
    worked: int
    tried: int
    is_same_device: bool


def similar_tickets(
    actor: Actor, ticket: Ticket, most: int = 5, *, fault_id: int | None = None
) -> list[Similar]:
    """Solved tickets of the reader's reach: the same fault and device first, then the words."""
    by_words = search_within_reach(actor, _as_query(ticket.title), 50)
    near = occurrences_visible_to(actor).exclude(ticket_id=ticket.id).exclude(state=LearningState.WITHDRAWN)
    same = Q(device_id=ticket.device_id) if ticket.device_id else Q(pk=None)
    if fault_id is not None:
        same |= Q(fault_id=fault_id)
    met = list(near.filter(same).order_by("-happened_at").values_list("ticket_id", flat=True)[:50])
    solved = (
        tickets_visible_to(actor)
        .filter(id__in={*by_words, *met}, state__in=(State.SOLVED, State.CLOSED), closure=Closure.RESOLVED)
        .exclude(id=ticket.id)
        .defer("search")
    )
    tickets = {found.id: found for found in solved}
    cases = _latest_cases(list(tickets))
    rank = {ticket_id: place for place, ticket_id in enumerate(by_words)}
    found = [_similar(one, cases.get(one.id), ticket, fault_id) for one in tickets.values()]
    found.sort(
        key=lambda s: (
            -(2 * s.is_same_fault + s.is_same_device),
            rank.get(s.ticket.id, 99),
            -s.ticket.number,
        )
    )
    return found[:most]


def same_fault(
    actor: Actor,
    *,
    fault: Fault,
    device: Device | None = None,
    site: Site | None = None,
    counts: FaultCounts | None = None,
) -> SameFault | None:
    """The last time that this situation was put right on this device; else at this site within 30 days.
    A case that came back is still the same fault: it is shown, though it counts as no success."""
    occurrence = _latest(actor, fault, device, site)
    if occurrence is None:
        return None
    may_open = occurrences_visible_to(actor).filter(id=occurrence.id).exists()
    tried, worked = 0, 0
    if occurrence.remedy_id:  # `counts`: of the fault, from whoever has read them already
        tried, worked, _relapsed = (counts or counts_of(fault.id)).tried(occurrence.remedy_id)
    return SameFault(
        ticket_number=occurrence.ticket.number if may_open else None,
        remedy=occurrence.remedy,
        cause=occurrence.cause,
        worked=worked,
        tried=tried,
        happened_at=occurrence.happened_at,
        is_same_device=device is not None and occurrence.device_id == device.id,
        has_relapsed=occurrence.relapsed_at is not None,
    )


def requester_news(
    actor: Actor, *, fault: Fault, device: Device | None = None, site: Site | None = None
) -> RequesterNews | None:
    """The same, kept to what is not someone else's: the remedy only when the person can do it alone.
    Nothing of a case that came back: it is not solved."""
    known = same_fault(actor, fault=fault, device=device, site=site)
    if known is None or known.has_relapsed:
        return None
    remedy = known.remedy
    alone = remedy is not None and remedy.by == "user" and not remedy.needs_approval
    return RequesterNews(
        known.happened_at, remedy if alone else None, known.worked, known.tried, known.is_same_device
    )


def _latest(actor: Actor, fault: Fault, device: Device | None, site: Site | None) -> Occurrence | None:
    """Across the reach, past who may open which ticket: only that it happened is told then."""
    active = Q(state__in=(LearningState.WAITING, LearningState.COUNTED))
    came_back = Q(relapsed_at__isnull=False, resolution__withdrawn_at=None)
    held = (
        Occurrence.objects.filter(active | came_back, organisation_id__in=sorted(actor.reach), fault=fault)
        .select_related("ticket", "remedy", "cause")
        .defer("ticket__search")
        .order_by("-happened_at", "-id")
    )
    here = held.filter(device=device).first() if device is not None else None
    if here is None and site is not None:
        since = timezone.now() - timedelta(days=_SITE_DAYS)
        here = held.filter(site=site, happened_at__gte=since).first()
    return here


def _latest_cases(ticket_ids: list[int]) -> dict[int, Occurrence]:
    cases = (
        Occurrence.objects.filter(ticket_id__in=ticket_ids)
        .exclude(state=LearningState.WITHDRAWN)
        .select_related("fault", "cause", "remedy")
        .order_by("happened_at")
    )
    return {case.ticket_id: case for case in cases}


def _similar(found: Ticket, case: Occurrence | None, ticket: Ticket, fault_id: int | None) -> Similar:
    return Similar(
        ticket=found,
        fault=case.fault if case else None,
        cause=case.cause if case else None,
        remedy=case.remedy if case else None,
        is_same_fault=fault_id is not None and case is not None and case.fault_id == fault_id,
        is_same_device=ticket.device_id is not None and found.device_id == ticket.device_id,
    )


def _as_query(title: str) -> str:
    """Any of the words that tell something: similar is not the same."""
    told = [word for word in words_of(title) if word not in IGNORED and len(word) > 1]
    return " or ".join(told[:_RELEVANT_WORDS])
