"""What a ticket’s own words tell: its situation, when recall is sure, and the run that would begin there."""

from dataclasses import dataclass, replace
from typing import Final

from secours.diagnosis.models import Run
from secours.diagnosis.opening import answers_in_text
from secours.faults.models import Fault
from secours.faults.recall import Matches, match_situations
from secours.people.actor import Actor
from secours.tickets.choices import TicketKind
from secours.tickets.models import Ticket

SURE_SCORE: Final = 0.55
SURE_LEAD: Final = 0.12
"""Least score, and least lead over the second. On the pack's own phrases, each left out in turn and words
alone: right 84 times of 100, for one text of four. The others are asked: three choices are shown."""


@dataclass(frozen=True)
class Told:
    """The run that the words of a ticket would begin, not saved, and three situations at most, best first."""

    run: Run
    situations: list[Fault]


def run_of_words(actor: Actor, ticket: Ticket) -> Run:
    return told_by_words(actor, ticket).run


def told_by_words(actor: Actor, ticket: Ticket) -> Told:
    """Situations of the ticket's organisation and those shared by all, whatever else the actor reaches."""
    text = words_of(ticket)
    inside = replace(actor, reach=frozenset({ticket.organisation_id}))
    matches = match_situations(inside, text, actor.language, ticket.category_id, told_in=ticket.language)
    run = Run(
        organisation_id=ticket.organisation_id,
        person=ticket.affected or ticket.requester,
        ticket=ticket,
        state=Run.State.HANDED_OVER,
        channel=ticket.channel,
        language=ticket.language,
        text=text,
        fault=None if ticket.kind == TicketKind.REQUEST else _sure(matches),
        device=ticket.device,
        site=ticket.site,
        opening=answers_in_text(text),
    )
    return Told(run, [match.fault for match in matches.choices])


def words_of(ticket: Ticket) -> str:
    """The subject and the first message, once when one holds the other."""
    first = ticket.messages.select_related("entry__words").order_by("id").first()
    told = first.entry.words.text if first is not None and hasattr(first.entry, "words") else ""
    return told if ticket.title in told else f"{ticket.title}\n{told}".strip()


def _sure(found: Matches) -> Fault | None:
    """None whenever two situations are close to each other."""
    if found.is_unsure or not found.choices or found.choices[0].score < SURE_SCORE:
        return None
    second = found.choices[1].score if len(found.choices) > 1 else 0.0
    return found.choices[0].fault if found.choices[0].score - second >= SURE_LEAD else None
