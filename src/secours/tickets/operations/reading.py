"""A technician has read what the requester said. Not journaled: nothing is decided by it."""

from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import NotFound
from secours.tickets.access import is_concerned, tickets_visible_to
from secours.tickets.models import Ticket


def mark_read(ticket_id: int, *, by: Actor) -> None:
    """No longer unread in the queues; reading one’s own request, or without serving, changes nothing."""
    ticket = tickets_visible_to(by).filter(id=ticket_id).first()
    if ticket is None:
        raise NotFound("ticket_not_found", _("This ticket does not exist, or is not in your reach."))
    if by.serves and ticket.awaits_reading and not is_concerned(by, ticket):
        Ticket.objects.filter(id=ticket.id, awaits_reading=True).update(awaits_reading=False)
