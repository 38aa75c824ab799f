"""The ticket that an address names, with everyone and everything its page shows, through access."""

from functools import lru_cache

from secours.lib.statements import KEPT, Given, Reading, Statement, statement
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


def found(reader: Actor, number: int, reading: Reading | None = None) -> Ticket:
    """Raises NotFound, the same whether it does not exist or may not be known."""
    seen = (reading or Reading()).ask(_shown(reader), number=number).first
    return seen or ticket_for(reader, number)


@lru_cache(maxsize=KEPT)
def _shown(reader: Actor) -> Statement[Ticket]:
    tickets = tickets_visible_to(reader).select_related(*_SHOWN).defer("search")
    return statement(tickets.filter(number=Given("number")))
