"""To which ticket a mail belongs, by which sign, and whether its sender may add to it."""

import re
from typing import Literal

from django.conf import settings

from secours.channels.mail import tokens
from secours.channels.mail.addresses import domain_of, plain
from secours.channels.mail.reading import MailReading, read_message
from secours.channels.mail.references import key_of
from secours.channels.models import RawMessage
from secours.journal.files import path_of
from secours.people.actor import Actor, actor_of_account, actor_of_person, contact_actor
from secours.people.models import Person
from secours.tickets.access import is_concerned, tickets_visible_to
from secours.tickets.models import Ticket

Standing = Literal["participant", "staff", "follower", "colleague", "stranger"]
_MOST_REFERENCES = 50
_MOST_READ_AGAIN = 20
_NUMBER = re.compile(r"(?<![\w-])T-([1-9]\d{0,11})(?!\d)", re.IGNORECASE)
_ANSWER = re.compile(r"^\s*(?:(?:re|rép|rep|réf|ref|aw|sv)\s*:|.*\[T-)", re.IGNORECASE)
_ENVELOPE = ("delivered-to", "x-original-to", "envelope-to")


def identifiers_of(reading: MailReading) -> list[str]:
    """Message-IDs as they are kept, the nearest first: a known one settles the thread."""
    identifiers = [reading.in_reply_to, *reversed(reading.references)]
    return [key_of(one) for one in dict.fromkeys(identifiers) if one][:_MOST_REFERENCES]


def signed_numbers(reading: MailReading) -> list[int]:
    """The second sign: tickets whose number is there with its signature. Alone, a number is no thread."""
    places = [reading.subject, *(one.address for one in (*reading.to, *reading.cc))]
    for name in _ENVELOPE:
        places.extend(reading.headers.get(name, ())[:5])
    found = tokens.find_tokens("\n".join(places))
    return [token.number for token in found if tokens.verify(token, settings.SECRET_KEY)]


def named_ticket(reading: MailReading, reach: frozenset[int]) -> Ticket | None:
    """The ticket whose number the subject names; worth a link, and a thread only for who takes part."""
    numbers = _named(reading)
    if not numbers:
        return None
    return Ticket.objects.filter(number__in=numbers, organisation_id__in=sorted(reach)).first()


def names_ticket(reading: MailReading) -> bool:
    return bool(_named(reading))


def is_answer(reading: MailReading) -> bool:
    """Written with “Reply”, by its subject: “T-1042” in a fresh one only mentions the ticket."""
    return bool(_ANSWER.match(reading.subject))


def standing_of(person: Person | None, actor: Actor | None, ticket: Ticket) -> Standing:
    if person is None or actor is None:
        return "stranger"
    if is_concerned(actor, ticket):
        return "participant"
    # Before those who follow it: staff who follow a ticket are still staff.
    if actor.is_staff:
        return "staff" if tickets_visible_to(actor).filter(id=ticket.id).exists() else "stranger"
    if ticket.watchers.filter(person_id=person.id).exists():
        return "follower"
    return "colleague" if _is_colleague(person, ticket) else "stranger"


def actor_of_sender(person: Person) -> Actor:
    if person.account_id is not None:
        return actor_of_account(person.account_id) or actor_of_person(person.id)
    # As actor_of_person makes it, without its query: most mail comes from contacts without account.
    return contact_actor(person.id, person.organisation_id, name=person.name, language=person.language)


def actor_on(ticket: Ticket, person: Person) -> Actor:
    """Someone who answers a ticket by mail without taking part in it: this one ticket, nothing else."""
    return contact_actor(
        person.id,
        ticket.organisation_id,
        name=person.name,
        language=person.language,
        only_ticket_id=ticket.id,
    )


def was_addressed(ticket: Ticket, address: str) -> bool:
    """Whether the requester had put this address in To or Cc of a mail of the ticket."""
    raws = RawMessage.objects.filter(ticket=ticket, erased_at=None).order_by("-id")[:_MOST_READ_AGAIN]
    wanted = plain(address)
    for raw in raws:
        reading = read_message(path_of(raw.sha256).read_bytes())
        if any(plain(one.address) == wanted for one in (*reading.to, *reading.cc)):
            return True
    return False


def _is_colleague(person: Person, ticket: Ticket) -> bool:
    """Of the same client. Unknown senders all land in one organisation: there the domain must agree too."""
    if person.organisation_id != ticket.organisation_id:
        return False
    if person.account_id or not ticket.organisation.is_provider:
        return True
    return domain_of(person.email) == domain_of(ticket.requester.email)


def _named(reading: MailReading) -> list[int]:
    return [int(number) for number in _NUMBER.findall(reading.subject[:500])][:1]
