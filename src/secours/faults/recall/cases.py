"""What was met before: similar past tickets, the same fault, and what of it may be told to whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone

from secours.equipment.models import Device
from secours.faults.access import occurrences_visible_to
from secours.faults.choices import LearningState
from secours.faults.models import Fault, Occurrence, Remedy
from secours.faults.queries import FaultCounts, counts_of
from secours.faults.recall.finding import FindAsked, Found
from secours.faults.recall.ranking import question
from secours.lib.statements import KEPT, Given, GivenIds, Reading, Statement, statement
from secours.people.actor import Actor
from secours.people.models import Site
from secours.tickets.access import tickets_visible_to
from secours.tickets.choices import Closure, State
from secours.tickets.models import Ticket

_SITE_DAYS = 30
_MOST_NEAR = 50
_MOST_MET = 50
# Added to a nearness, which goes from 0 to about 3.
_SAME_MODEL, _SAME_SITE, _OF_LATE = 0.15, 0.05, 0.1
_HALF_LIFE_DAYS = 180


@dataclass(frozen=True)
class Similar:
    """A past ticket that the reader may open; `is_same_device`, `is_same_fault` say why it is here."""

    ticket: Ticket
    remedy: Remedy | None
    is_same_fault: bool
    is_same_device: bool


@dataclass(frozen=True)
class SameFault:
    """`ticket_number` is None where the reader may not open it. `tried`, `worked`: cases of the remedy."""

    ticket_number: int | None
    remedy: Remedy | None
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


class SimilarAsked:
    """Where similar tickets may be found, asked among what a page asks: by words and meaning, by device, by fault.
    The ticket's own place by meaning is in the database: no model is asked."""

    def __init__(self, reading: Reading, actor: Actor, ticket: Ticket, fault_id: int | None) -> None:
        self.actor, self.ticket, self.fault_id = actor, ticket, fault_id
        self.near = FindAsked(reading, "ticket", question(ticket.title, ticket.language), like=ticket.id)
        on_device, of_fault = _met(actor)
        self._met = [
            reading.ask(on_device, ticket=ticket.id, device=ticket.device_id),
            reading.ask(of_fault, ticket=ticket.id, fault=fault_id),
        ]

    def told(self, most: int = 5) -> list[Similar]:
        """Solved tickets of the reader's reach: the same fault and device first, then the nearest."""
        near = self._nearest()
        reading, ids = Reading(), sorted({*near, *self._latest_met()})
        solved = reading.ask(_solved(self.actor), ids=ids, ticket=self.ticket.id)
        cases = reading.ask(_latest_cases(), ids=ids)
        latest = {case.ticket_id: case for case in cases.rows}
        found = [self._similar(one, latest.get(one.id)) for one in solved.rows]
        found.sort(
            key=lambda s: (
                -(2 * s.is_same_fault + s.is_same_device),
                -near.get(s.ticket.id, 0.0),
                -s.ticket.number,
            )
        )
        return found[:most]

    def _latest_met(self) -> list[int]:
        latest = sorted({row for answer in self._met for row in answer.rows}, reverse=True)
        return [ticket_id for _at, ticket_id in latest[:_MOST_MET]]

    def _nearest(self) -> dict[int, float]:
        """Ticket → nearness. Of tickets about as near, those of the same model, of the same site and of late come
        first; what is only the least far of all is not similar."""
        now = timezone.now()
        told = [(one, one.nearness) for one in self.near.told() if one.is_near]
        return {one.subject_id: near + self._closeness(one, now) for one, near in told[:_MOST_NEAR]}

    def _closeness(self, one: Found, now: datetime) -> float:
        device, days = self.ticket.device, (now - one.happened_at).days if one.happened_at else 9999
        return (
            _SAME_MODEL * (device is not None and bool(device.model) and device.model == one.device_model)
            + _SAME_SITE * (self.ticket.site_id is not None and self.ticket.site_id == one.site_id)
            + _OF_LATE * float(0.5 ** (days / _HALF_LIFE_DAYS))
        )

    def _similar(self, found: Ticket, case: Occurrence | None) -> Similar:
        return Similar(
            ticket=found,
            remedy=case.remedy if case else None,
            is_same_fault=self.fault_id is not None and case is not None and case.fault_id == self.fault_id,
            is_same_device=self.ticket.device_id is not None and found.device_id == self.ticket.device_id,
        )


def similar_tickets(
    actor: Actor, ticket: Ticket, most: int = 5, *, fault_id: int | None = None
) -> list[Similar]:
    return SimilarAsked(Reading(), actor, ticket, fault_id).told(most)


@lru_cache(maxsize=KEPT)
def _met(actor: Actor) -> tuple[Statement[tuple[datetime, int]], Statement[tuple[datetime, int]]]:
    """The latest of the device, and of the fault: each walks its index, while an “or” gathered them all."""
    near = (
        occurrences_visible_to(actor)
        .exclude(ticket_id=Given("ticket"))
        .exclude(state=LearningState.WITHDRAWN)
        .order_by("-happened_at")
        .values_list("happened_at", "ticket_id")
    )
    on_device, of_fault = near.filter(device_id=Given("device")), near.filter(fault_id=Given("fault"))
    return statement(on_device[:_MOST_MET]), statement(of_fault[:_MOST_MET])


@lru_cache(maxsize=KEPT)
def _solved(actor: Actor) -> Statement[Ticket]:
    """What a list of them says, no more: there may be a hundred to choose from."""
    solved = tickets_visible_to(actor).filter(
        id__in=GivenIds("ids"), state__in=(State.SOLVED, State.CLOSED), closure=Closure.RESOLVED
    )
    return statement(solved.exclude(id=Given("ticket")).only("number", "title", "device_id"))


@lru_cache(maxsize=1)
def _latest_cases() -> Statement[Occurrence]:
    cases = Occurrence.objects.filter(ticket_id__in=GivenIds("ids")).exclude(state=LearningState.WITHDRAWN)
    named = cases.select_related("remedy").only("ticket_id", "fault_id", "remedy__do_fr", "remedy__do_en")
    return statement(named.order_by("happened_at"))


class SameAsked:
    """The last time that this situation was put right on this device; else at this site within 30 days.
    A case that came back is still the same fault: it is shown, though it counts as no success."""

    def __init__(
        self, reading: Reading, actor: Actor, fault: Fault, device_id: int | None, site_id: int | None
    ) -> None:
        since = timezone.now() - timedelta(days=_SITE_DAYS)
        given = {"fault": fault.id, "device": device_id, "site": site_id, "since": since}
        self.fault, self.device_id, self.occurrence = fault, device_id, reading.ask(_latest(actor), **given)

    def told(self, counts: FaultCounts | None = None) -> SameFault | None:
        """`counts`: of the fault, from whoever has read them already."""
        occurrence = self.occurrence.first
        if occurrence is None:
            return None
        tried, worked = 0, 0
        if occurrence.remedy_id:
            tried, worked, _relapsed = (counts or counts_of(self.fault.id)).tried(occurrence.remedy_id)
        return SameFault(
            ticket_number=occurrence.ticket.number if occurrence.may_open else None,
            remedy=occurrence.remedy,
            worked=worked,
            tried=tried,
            happened_at=occurrence.happened_at,
            is_same_device=self.device_id is not None and occurrence.device_id == self.device_id,
            has_relapsed=occurrence.relapsed_at is not None,
        )


def same_fault(
    actor: Actor,
    *,
    fault: Fault,
    device: Device | None = None,
    site: Site | None = None,
    counts: FaultCounts | None = None,
) -> SameFault | None:
    device_id, site_id = device.id if device else None, site.id if site else None
    return SameAsked(Reading(), actor, fault, device_id, site_id).told(counts)


@lru_cache(maxsize=KEPT)
def _latest(actor: Actor) -> Statement[Any]:
    """Across the reach, past who may open which ticket: only that it happened is told then."""
    active = Q(state__in=(LearningState.WAITING, LearningState.COUNTED))
    came_back = Q(relapsed_at__isnull=False, resolution__withdrawn_at=None)
    held = Occurrence.objects.filter(
        active | came_back, organisation_id__in=sorted(actor.reach), fault_id=Given("fault")
    )
    on_device = Q(device_id=Given("device"))
    near = held.filter(on_device | Q(site_id=Given("site"), happened_at__gte=Given("since")))
    mine = occurrences_visible_to(actor).filter(id=OuterRef("id"))
    told = near.annotate(may_open=Exists(mine)).select_related("ticket", "remedy").defer("ticket__search")
    device_first = Case(When(on_device, then=0), default=1)
    return statement(told.order_by(device_first, "-happened_at", "-id")[:1])


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
