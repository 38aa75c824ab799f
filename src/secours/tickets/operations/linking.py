from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import locked_ticket, require_service, ticket_for
from secours.tickets.choices import LinkKind
from secours.tickets.models import Link
from secours.tickets.operations.declaring import link_to
from secours.tickets.operations.recording import record_on


@transaction.atomic
def link_tickets(ticket_id: int, other_number: int, *, by: Actor, kind: str = LinkKind.RELATED) -> Link:
    """Both must be visible to who links them."""
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    other = ticket_for(by, other_number)
    if other.id == ticket.id:
        raise Refused(
            "same_ticket", _("A ticket cannot be linked to itself: give another number."), field="other"
        )
    link = link_to(ticket, other, kind)
    record_on(ticket, "ticket.linked", by=by, data={"other": other.id, "kind": str(kind)}, internal=True)
    return link


@transaction.atomic
def unlink_tickets(ticket_id: int, other_number: int, *, by: Actor) -> None:
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    other = ticket_for(by, other_number)
    Link.objects.filter(ticket=ticket, other=other).delete()
    Link.objects.filter(ticket=other, other=ticket).delete()
    record_on(ticket, "ticket.unlinked", by=by, data={"other": other.id}, internal=True)
