"""Taking back an act that has just been done by mistake.

An operation that can be taken back writes in its entry what was before (`inverse`). Taking it back is an
operation like another: its entry says the new state, and which entry it undoes (`undoes`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import ForeignKey, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.journal.models import Entry
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused
from secours.tickets.access import hold_tickets, locked_ticket, require_service, tickets_visible_to
from secours.tickets.choices import State
from secours.tickets.models import Task, Ticket
from secours.tickets.operations.assigning import give_back
from secours.tickets.operations.declaring import change_ticket, detach_from_known_incident
from secours.tickets.operations.holding import hold_again, take_off_hold
from secours.tickets.operations.linking import are_linked, link_tickets, unlink_tickets
from secours.tickets.operations.tasks import still_stands, take_back

UNDOABLE_FOR: Final = timedelta(minutes=10)
"""A mistake is seen at once. Later, clocks and people have gone by what was done: it is changed, not undone."""


@transaction.atomic
def undo(ticket_id: int, number: int, *, by: Actor) -> Ticket:
    """Take back the act of that entry, one's own, while it is fresh and what it made still stands."""
    require_service(by)
    entry = Entry.objects.filter(subject_kind="ticket", subject_id=ticket_id, number=number).first()
    ticket = _locked(by, ticket_id, entry)
    if entry is None or entry.kind not in _KINDS or "inverse" not in entry.data:
        raise Refused("not_undoable", _("This cannot be undone. Change it on the ticket."))
    if (entry.actor_kind, entry.actor_id) != (by.actor_kind, by.actor_id):
        raise NotAllowed(
            "not_your_act", _("Only the person who did it can undo it. Change it on the ticket.")
        )
    if entry.at < timezone.now() - UNDOABLE_FOR:
        raise Refused(
            "too_late", _("This was done more than ten minutes ago. Change it on the ticket, if it must be.")
        )
    stands, back = _KINDS[entry.kind]
    if not stands(ticket, entry.data) or _is_overtaken(entry):
        raise Refused(
            "overtaken", _("%(ticket)s has changed since: nothing was undone.") % {"ticket": ticket.label}
        )
    back(ticket, entry.data["inverse"], by=by, undoes=number)
    return ticket


@transaction.atomic
def undo_all(acts: Sequence[tuple[int, int]], *, by: Actor) -> None:
    """Several acts, the last first, or none of them: id of the ticket and number of the entry."""
    require_service(by)
    ids, numbers = {ticket_id for ticket_id, _number in acts}, {number for _id, number in acts}
    entries = Entry.objects.filter(subject_kind="ticket", subject_id__in=ids, number__in=numbers)
    told = entries.values_list("subject_id", "number", "data__other")
    others = {other for ticket_id, number, other in told if other and (ticket_id, number) in acts}
    hold_tickets(tickets_visible_to(by).filter(id__in=others | ids))
    for ticket_id, number in reversed(acts):
        undo(ticket_id, number, by=by)


def _locked(by: Actor, ticket_id: int, entry: Entry | None) -> Ticket:
    """With the other ticket of a link, in the order of their ids, as whoever links takes them."""
    other = entry.data.get("other") if entry else None
    return {one: locked_ticket(by, one) for one in sorted({ticket_id, other or ticket_id})}[ticket_id]


def undoable_since(ticket_ids: list[int], since: datetime, *, by: Actor) -> dict[int, int]:
    """Of each ticket, the number of the last entry of who acts that can be undone, from that moment on."""
    done = Entry.objects.filter(
        subject_kind="ticket", subject_id__in=ticket_ids, at__gte=since, data__has_key="inverse",
        actor_kind=by.actor_kind, actor_id=by.actor_id,
    )  # fmt: skip
    return dict(done.values_list("subject_id").annotate(last=Max("number")))


def undoable_acts_on_tasks(task_ids: Sequence[int], since: datetime, *, by: Actor) -> list[tuple[int, int]]:
    """Number of the ticket and of the entry of every act on these tasks that can be undone, from that moment on. None
    where one of the tickets is hidden from who acts: all is undone, or nothing."""
    about = set(Task.objects.filter(id__in=list(task_ids)).values_list("ticket_id", flat=True))
    seen = dict(tickets_visible_to(by).filter(id__in=about).values_list("id", "number"))
    if about.difference(seen):
        return []
    # By ticket: the journal has no index by time.
    done = Entry.objects.filter(
        subject_kind="ticket", subject_id__in=list(seen), kind__in=_OF_TASKS, at__gte=since,
        data__task__in=list(task_ids), data__has_key="inverse", actor_kind=by.actor_kind, actor_id=by.actor_id,
    )  # fmt: skip
    return [(seen[one], number) for one, number in done.order_by("id").values_list("subject_id", "number")]


def _is_overtaken(entry: Entry) -> bool:
    """Whether something of the same family was done since, even when it looks the same again."""
    since = Entry.objects.filter(subject_kind="ticket", id__gt=entry.id, kind__in=_FAMILY[entry.kind])
    other = entry.data.get("other")
    if entry.kind == "ticket.affects_too":  # another person’s joining changes nothing of this one’s
        since = since.filter(data__person=entry.data["person"])
    if entry.kind in _OF_TASKS:
        since = since.filter(data__task=entry.data["task"])
    if other is None:
        return since.filter(subject_id=entry.subject_id).exists()
    # A link is told on the ticket from which it was made.
    here = Q(subject_id=entry.subject_id, data__other=other)
    return since.filter(here | Q(subject_id=other, data__other=entry.subject_id)).exists()


def _is_given(ticket: Ticket, data: Mapping[str, Any]) -> bool:
    return ticket.is_open and (ticket.assigned_to_id, ticket.team_id) == (data["person"], data["team"])


def _is_held(ticket: Ticket, data: Mapping[str, Any]) -> bool:
    return ticket.state == State.ON_HOLD


def _is_resumed(ticket: Ticket, data: Mapping[str, Any]) -> bool:
    return ticket.state == State.IN_PROGRESS


def _is_changed(ticket: Ticket, data: Mapping[str, Any]) -> bool:
    now = {name: getattr(ticket, Ticket._meta.get_field(name).attname) for name in data["after"]}  # type: ignore[union-attr]
    return bool(now == data["after"])


def _is_joined(ticket: Ticket, data: Mapping[str, Any]) -> bool:
    return ticket.watchers.filter(person_id=data["person"]).exists()


def _is_linked(ticket: Ticket, data: Mapping[str, Any]) -> bool:
    return are_linked(ticket.id, data["other"])


def _is_unlinked(ticket: Ticket, data: Mapping[str, Any]) -> bool:
    return not are_linked(ticket.id, data["other"])


def _change_back(ticket: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    changes = {name: _value(name, value) for name, value in was.items()}
    change_ticket(ticket.id, by=by, undoes=undoes, **changes)


def _value(name: str, value: Any) -> Any:
    """An id becomes what it names."""
    field = Ticket._meta.get_field(name)
    if value is None or not isinstance(field, ForeignKey):
        return value
    named = field.related_model._default_manager.filter(pk=value).first()
    if named is None:
        raise Refused(
            "no_longer_there", _("What was there before no longer exists. Change it on the ticket.")
        )
    return named


def _link_again(ticket: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    link_tickets(ticket.id, _number(was["other"]), by=by, kind=was["kind"], undoes=undoes)


def _part(ticket: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    unlink_tickets(ticket.id, _number(was["other"]), by=by, undoes=undoes)


def _number(ticket_id: int) -> int:
    return Ticket.objects.values_list("number", flat=True).get(id=ticket_id)


_OF_TASKS = ("task.finished", "task.given", "task.dated")


def _task_stands(ticket: Ticket, data: Mapping[str, Any], *, kind: str) -> bool:
    return still_stands(data["task"], kind, data)


def _task_back(ticket: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int, kind: str) -> None:
    take_back(was["task"], kind, was, by=by, undoes=undoes)


# kind → whether what it made still stands, and what takes it back
_KINDS: dict[str, tuple[Callable[[Ticket, Mapping[str, Any]], bool], Callable[..., None]]] = {
    "ticket.assigned": (_is_given, give_back),
    "ticket.held": (_is_held, take_off_hold),
    "ticket.resumed": (_is_resumed, hold_again),
    "ticket.changed": (_is_changed, _change_back),
    "ticket.affects_too": (_is_joined, detach_from_known_incident),
    "ticket.linked": (_is_linked, _part),
    "ticket.unlinked": (_is_unlinked, _link_again),
    **{kind: (partial(_task_stands, kind=kind), partial(_task_back, kind=kind)) for kind in _OF_TASKS},
}
_FAMILIES: tuple[tuple[str, ...], ...] = (
    ("ticket.assigned", "ticket.escalated"),
    ("ticket.held", "ticket.resumed", "ticket.solved", "ticket.reopened"),
    ("ticket.changed",),
    ("ticket.affects_too",),
    ("ticket.linked", "ticket.unlinked"),
    ("task.finished", "task.resumed"),
    ("task.given",),
    ("task.dated",),
)
_FAMILY = {kind: family for family in _FAMILIES for kind in family}
