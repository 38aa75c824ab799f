"""Two tickets that belong together: one link a pair, whichever way it points."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import locked_ticket, require_service, ticket_for
from secours.tickets.choices import LinkKind
from secours.tickets.models import Link, Ticket
from secours.tickets.operations.recording import record_on


@transaction.atomic
def link_tickets(
    ticket_id: int,
    other_number: int,
    *,
    by: Actor,
    kind: str = LinkKind.RELATED,
    undoes: int | None = None,
) -> Link:
    """Both must be visible to who links them. Linked already, the pair takes the new kind and direction:
    the entry then says what it was (`was`, seen from this ticket). Told the same again, nothing happens."""
    require_service(by)
    other = ticket_for(by, other_number)
    if other.id == ticket_id:
        raise Refused(
            "same_ticket", _("A ticket cannot be linked to itself: give another number."), field="other"
        )
    ticket = _both_locked(by, ticket_id, other.id)
    known = _between(ticket, other).first()
    if known is not None and _says(known, ticket, kind):
        return known
    _between(ticket, other).delete()
    link = Link.objects.create(
        organisation_id=ticket.organisation_id, ticket=ticket, other=other, kind=LinkKind(kind)
    )
    data: dict[str, Any] = {"other": other.id, "kind": str(kind)}
    if known:
        data["was"] = _seen_from(ticket, known)
    data |= {"inverse": {"other": other.id}} if undoes is None and not known else {}
    data |= {"undoes": undoes} if undoes is not None else {}
    record_on(ticket, "ticket.linked", by=by, data=data, internal=True)
    return link


@transaction.atomic
def unlink_tickets(ticket_id: int, other_number: int, *, by: Actor, undoes: int | None = None) -> None:
    require_service(by)
    other = ticket_for(by, other_number)
    ticket = _both_locked(by, ticket_id, other.id)
    known = _between(ticket, other).first()
    _between(ticket, other).delete()
    data: dict[str, Any] = {"other": other.id}
    if undoes is not None:
        data["undoes"] = undoes
    elif known is not None and known.ticket_id == ticket.id:
        data["inverse"] = {"other": other.id, "kind": str(known.kind)}
    record_on(ticket, "ticket.unlinked", by=by, data=data, internal=True)


def are_linked(ticket_id: int, other_id: int) -> bool:
    return Link.objects.filter(
        Q(ticket_id=ticket_id, other_id=other_id) | Q(ticket_id=other_id, other_id=ticket_id)
    ).exists()


def _both_locked(by: Actor, ticket_id: int, other_id: int) -> Ticket:
    """In the order of their ids: the same pair linked from both sides at once must leave one link."""
    locked = {one: locked_ticket(by, one) for one in sorted({ticket_id, other_id})}
    return locked[ticket_id]


def _between(ticket: Ticket, other: Ticket) -> QuerySet[Link]:
    return Link.objects.filter(Q(ticket=ticket, other=other) | Q(ticket=other, other=ticket)).order_by("id")


def _says(link: Link, ticket: Ticket, kind: str) -> bool:
    """“Related” reads the same from both sides."""
    return link.kind == kind and (link.ticket_id == ticket.id or kind == LinkKind.RELATED)


def _seen_from(ticket: Ticket, link: Link) -> str:
    return str(link.kind) if link.ticket_id == ticket.id else f"reverse_{link.kind}"
