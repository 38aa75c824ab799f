"""The ticket that an address names, with everyone and everything its page shows, through access."""

from secours.people.actor import Actor
from secours.tickets.access import ticket_for, tickets_visible_to
from secours.tickets.models import Ticket

_SHOWN = (
    "requester",
    "affected",
    "site",
    "place",
    "device",
    "category",
    "team",
    "assigned_to",
    "organisation",
)


def found(reader: Actor, number: int) -> Ticket:
    """Raises NotFound, the same whether it does not exist or may not be known."""
    seen = tickets_visible_to(reader).select_related(*_SHOWN).defer("search").filter(number=number).first()
    return seen or ticket_for(reader, number)
