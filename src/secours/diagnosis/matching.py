"""What a ticket’s own words tell: its situation, when recall is sure, and the run that would begin there."""

from typing import Final

from secours.diagnosis.models import Run
from secours.diagnosis.opening import answers_in_text
from secours.faults.models import Fault
from secours.tickets.models import Ticket

SURE: Final = 0.6
"""Under this share of the first situation people are asked (diagnosis.md 3.2)."""


def run_of_words(ticket: Ticket) -> Run:
    """A run as it would begin from the words of this ticket, not saved."""
    text = words_of(ticket)
    return Run(
        organisation_id=ticket.organisation_id,
        person=ticket.affected or ticket.requester,
        ticket=ticket,
        state=Run.State.HANDED_OVER,
        channel=ticket.channel,
        language=ticket.language,
        text=text,
        fault=situation_told_by(text, ticket.organisation_id, ticket.language),
        device=ticket.device,
        site=ticket.site,
        opening=answers_in_text(text),
    )


def words_of(ticket: Ticket) -> str:
    """The subject and the first message, once when one holds the other."""
    first = ticket.messages.select_related("entry__words").order_by("id").first()
    told = first.entry.words.text if first is not None and hasattr(first.entry, "words") else ""
    return told if ticket.title in told else f"{ticket.title}\n{told}".strip()


def situation_told_by(text: str, organisation_id: int, language: str) -> Fault | None:
    return None


def situations_told_by(text: str, organisation_id: int, language: str) -> list[Fault]:
    return []
