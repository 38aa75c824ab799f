"""The danger that a ticket tells, first in the technician's panel: what it is, and what to do at once."""

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Left

from secours.diagnosis.alarm import Warned, warning_of
from secours.diagnosis.models import Run
from secours.lib.statements import Answer, Given, Reading, Statement, statement
from secours.tickets.models import Message, Ticket

_MOST_SAID, _LONGEST = 10, 5_000


def warning_in(ticket: Ticket, run: Run | None, said: Sequence[str]) -> Warned | None:
    """While it is open. `said`: what the requester wrote, the latest first; of much, the latest, of each its beginning.
    `run`: of the ticket, if begun."""
    if not ticket.is_open:
        return None
    begun = run or Run(ticket=ticket, organisation_id=ticket.organisation_id, text=ticket.title)
    return warning_of(begun, " ; ".join([ticket.title, *(one[:_LONGEST] for one in said[:_MOST_SAID])]))


def ask_said(reading: Reading, ticket: Ticket) -> Answer[str]:
    """For `warning_in`."""
    return reading.ask(_said(), ticket=ticket.id)


@lru_cache(maxsize=1)
def _said() -> Statement[str]:
    said = Message.objects.filter(ticket_id=Given("ticket"), kind=Message.Kind.PUBLIC, from_requester=True)
    words = Coalesce(Left(F("entry__words__text"), _LONGEST), Value(""))
    return statement(said.order_by("-id").values_list(words, flat=True)[:_MOST_SAID])
