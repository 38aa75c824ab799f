"""The danger that a ticket tells, first in the technician's panel: what it is, and what to do at once."""

from django.db.models import F
from django.db.models.functions import Left

from secours.diagnosis.alarm import Warned, warning_of
from secours.diagnosis.models import Run
from secours.tickets.models import Message, Ticket

_MOST_SAID, _LONGEST = 10, 5_000


def warning_in(ticket: Ticket, run: Run | None, said: str) -> Warned | None:
    """While it is open. `said`: the words of the requester, then and since; `run`: of the ticket, if begun."""
    if not ticket.is_open:
        return None
    begun = run or Run(ticket=ticket, organisation_id=ticket.organisation_id, text=ticket.title)
    return warning_of(begun, f"{ticket.title} ; {said}")


def said_on(ticket: Ticket) -> str:
    """What the requester wrote last, of each message its beginning."""
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.PUBLIC, from_requester=True)
    texts = said.annotate(words=Left(F("entry__words__text"), _LONGEST)).order_by("-id")
    return " ; ".join(text or "" for text in texts.values_list("words", flat=True)[:_MOST_SAID])
