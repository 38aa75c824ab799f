"""What a ticket’s own words tell: its situation, when recall is sure, and the run that would begin there."""

from typing import Final

from secours.diagnosis.models import Run
from secours.diagnosis.opening import answers_in_text
from secours.faults.models import Fault
from secours.faults.recall import Matches, match_situations
from secours.people.actor import Actor
from secours.tickets.models import Ticket

SURE_SCORE: Final = 0.55
SURE_LEAD: Final = 0.12
"""Least score, and least lead over the second. On the pack's own phrases, each left out in turn and words
alone: right 84 times of 100, for one text of four. The others are asked: three choices are shown."""


def run_of_words(actor: Actor, ticket: Ticket) -> Run:
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
        fault=situation_told_by(actor, ticket, text),
        device=ticket.device,
        site=ticket.site,
        opening=answers_in_text(text),
    )


def words_of(ticket: Ticket) -> str:
    """The subject and the first message, once when one holds the other."""
    first = ticket.messages.select_related("entry__words").order_by("id").first()
    told = first.entry.words.text if first is not None and hasattr(first.entry, "words") else ""
    return told if ticket.title in told else f"{ticket.title}\n{told}".strip()


def situation_told_by(actor: Actor, ticket: Ticket, text: str) -> Fault | None:
    """None for a request, and whenever two situations are close to each other."""
    if ticket.kind == "request":
        return None
    found = _matches(actor, ticket, text)
    if found.is_unsure or not found.choices or found.choices[0].score < SURE_SCORE:
        return None
    second = found.choices[1].score if len(found.choices) > 1 else 0.0
    return found.choices[0].fault if found.choices[0].score - second >= SURE_LEAD else None


def situations_told_by(actor: Actor, ticket: Ticket, text: str) -> list[Fault]:
    """Three choices at most, best first."""
    return [match.fault for match in _matches(actor, ticket, text).choices]


def _matches(actor: Actor, ticket: Ticket, text: str) -> Matches:
    return match_situations(actor, text, actor.language, ticket.category_id)
