"""What happens to an occurrence after it was met: counted, withdrawn, relapsed. Each is told by the journal,
so that `queries.replay` finds the same rows from the entries alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.faults.choices import LearningState
from secours.faults.models import Occurrence
from secours.faults.rules import MERGING, RELAPSE_DAYS, Told, first_state, learning_in
from secours.journal.models import Entry
from secours.journal.operations import record
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.models import Link, Ticket

_ACTIVE = (LearningState.WAITING, LearningState.COUNTED)


def keep_occurrence(entry: Entry) -> Occurrence:
    """One for each resolution, from its “ticket.solved” entry; without a known cause it teaches nothing."""
    ticket = Ticket.objects.select_related("device").get(id=entry.subject_id)
    told = learning_in(told_by(entry))
    device = ticket.device
    return Occurrence.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        resolution_id=entry.data["resolution"],
        fault_id=told["fault"],
        cause_id=told["cause"],
        remedy_id=told["remedy"],
        device=device,
        device_model=f"{device.manufacturer} {device.model}".strip()[:120] if device else "",
        site_id=ticket.site_id,
        answers=told["answers"],
        attempts=told["attempts"],
        weight=told["weight"],
        happened_at=told["happened_at"],
        counts_at=told["counts_at"],
        state=first_state(
            cause=told["cause"],
            is_merged=_is_merged(ticket.id),
            happened_at=told["happened_at"],
            counts_at=told["counts_at"],
        ),
    )


@transaction.atomic
def count_due_occurrences(*, by: Actor, now: datetime | None = None) -> int:
    """Count the cases whose quiet window has passed; gives how many."""
    now = now or timezone.now()
    waiting = Occurrence.objects.filter(
        organisation_id__in=sorted(by.reach), state=LearningState.WAITING, counts_at__lte=now
    ).order_by("id")
    # Whoever reopens a ticket holds it and then its cases: the same order here. What is held waits an hour.
    ticket_ids = _lock_tickets(waiting.values_list("ticket_id", flat=True)[:500], skip_locked=True)
    due = waiting.select_for_update(skip_locked=True, of=("self",)).filter(ticket_id__in=ticket_ids)
    counted = list(due[:500])
    for occurrence in counted:
        occurrence.state = LearningState.COUNTED
        occurrence.save(update_fields=["state"])
        _record("occurrence.counted", occurrence, by=by)
    return len(counted)


def mark_relapses(ticket: Ticket, fault_id: int, *, by: Actor) -> int:
    """The same fault on the same device, declared again within the quiet window or 30 days: what seemed to
    put it right did not hold. An earlier ticket that somebody holds just then is left for later (who calls holds a
    later one already)."""
    if ticket.device_id is None:
        return 0
    days = max(RELAPSE_DAYS, ticket.organisation.quiet_days)
    earlier = Occurrence.objects.filter(
        organisation_id=ticket.organisation_id,
        fault_id=fault_id,
        device_id=ticket.device_id,
        state__in=_ACTIVE,
        happened_at__gte=ticket.created_at - timedelta(days=days),
        happened_at__lte=ticket.created_at,
    ).exclude(ticket=ticket)
    ticket_ids = _lock_tickets(earlier.values_list("ticket_id", flat=True), skip_locked=True)
    if not ticket_ids:
        return 0
    held = earlier.select_for_update(of=("self",)).filter(ticket_id__in=ticket_ids)
    relapsed = list(held.order_by("id"))
    for occurrence in relapsed:
        occurrence.state, occurrence.relapsed_at = LearningState.WITHDRAWN, ticket.created_at
        occurrence.save(update_fields=["state", "relapsed_at"])
        at = ticket.created_at.isoformat()
        _record("occurrence.relapsed", occurrence, by=by, at=at, ticket=ticket.number)
    return len(relapsed)


def follow_situation(ticket: Ticket, fault_id: int | None, *, by: Actor) -> int:
    """The ticket, held by who calls, is about that situation now, or about none that is known: what it made relapse
    under another one did hold. Gives how many cases changed; one whose ticket somebody else holds just then is
    left for the diagnosis to settle within the hour (diagnosis/relapses.py)."""
    if ticket.device_id is None:
        return 0
    wrong = _relapsed_by(ticket, ticket.device_id)
    if fault_id is not None:
        wrong = wrong.exclude(fault_id=fault_id)
    free = _lock_tickets(wrong.values_list("ticket_id", flat=True), skip_locked=True)
    changed = _give_back_all(wrong.filter(ticket_id__in=free), ticket, by=by) if free else 0
    return changed + (mark_relapses(ticket, fault_id, by=by) if fault_id is not None else 0)


def give_back_relapses(ticket: Ticket, device_id: int, *, by: Actor) -> None:
    """The ticket was not about that device: the cases that it made relapse there did hold. They wait to be
    counted again, unless something else withdrew them meanwhile. Raises Refused, and never waits, while
    somebody holds one of their tickets."""
    told = _relapsed_by(ticket, device_id)
    wanted = set(told.values_list("ticket_id", flat=True))
    if wanted - set(_lock_tickets(wanted, skip_locked=True)):
        raise Refused(
            "device_busy", _("Another ticket of this device is being changed. Try again in a moment.")
        )
    _give_back_all(told, ticket, by=by)


def withdraw(resolution_id: int | None) -> None:
    """The resolution was not one: its case leaves the counts."""
    if resolution_id is None:
        return
    Occurrence.objects.filter(resolution_id=resolution_id).update(state=LearningState.WITHDRAWN)


def forget_cases_of(ticket_id: int) -> None:
    """A ticket that ended otherwise than resolved teaches nothing."""
    Occurrence.objects.filter(ticket_id=ticket_id, state__in=_ACTIVE).update(state=LearningState.NOT_LEARNED)


def merge_cases_of(ticket_id: int) -> None:
    """Joined to another ticket as the same outage: it counts once, there."""
    if _is_merged(ticket_id):
        Occurrence.objects.filter(ticket_id=ticket_id, state__in=_ACTIVE).update(
            state=LearningState.WITHDRAWN
        )


def part_cases_of(ticket_id: int) -> None:
    """No longer joined: a case that only the joining withdrew waits to be counted again."""
    if _is_merged(ticket_id):
        return
    Occurrence.objects.filter(
        ticket_id=ticket_id,
        state=LearningState.WITHDRAWN,
        relapsed_at=None,
        resolution__withdrawn_at=None,
        cause__isnull=False,
    ).update(state=LearningState.WAITING)


def told_by(entry: Entry) -> Told:
    return Told(entry.subject_id, entry.kind, entry.at, entry.data)


def _relapsed_by(ticket: Ticket, device_id: int) -> QuerySet[Occurrence]:
    relapsed = Occurrence.objects.filter(
        organisation_id=ticket.organisation_id, device_id=device_id, relapsed_at=ticket.created_at
    )
    return relapsed.exclude(ticket=ticket)


def _give_back_all(relapsed: QuerySet[Occurrence], ticket: Ticket, *, by: Actor) -> int:
    held = list(relapsed.select_for_update(of=("self",)).select_related("resolution").order_by("id"))
    for occurrence in held:
        _give_back(occurrence, ticket, by=by)
    return len(held)


def _give_back(occurrence: Occurrence, ticket: Ticket, *, by: Actor) -> None:
    stands = occurrence.resolution.withdrawn_at is None and occurrence.cause_id is not None
    merged = stands and _is_merged(occurrence.ticket_id)
    is_waiting = stands and not merged
    occurrence.state = LearningState.WAITING if is_waiting else LearningState.WITHDRAWN
    occurrence.relapsed_at = None
    occurrence.save(update_fields=["state", "relapsed_at"])
    state = str(occurrence.state)
    _record("occurrence.restored", occurrence, by=by, ticket=ticket.number, state=state, merged=merged)


def _lock_tickets(ticket_ids: Iterable[int], *, skip_locked: bool = False) -> list[int]:
    """Held until the end of the transaction, in the order of their ids; gives back those held."""
    wanted = Ticket.objects.filter(id__in=sorted(set(ticket_ids))).order_by("id")
    return list(wanted.select_for_update(skip_locked=skip_locked).values_list("id", flat=True))


def _is_merged(ticket_id: int) -> bool:
    return Link.objects.filter(ticket_id=ticket_id, kind__in=MERGING).exists()


def _record(kind: str, occurrence: Occurrence, *, by: Actor, **data: object) -> None:
    record(
        kind,
        by=by,
        subject_kind="ticket",
        subject_id=occurrence.ticket_id,
        organisation_id=occurrence.organisation_id,
        data={"resolution": occurrence.resolution_id, **data},
        internal=True,
    )
