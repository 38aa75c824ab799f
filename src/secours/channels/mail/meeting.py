"""A stored mail held for this transaction, with what the rows already say of it: in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from secours.channels.mail.reading import MailReading
from secours.channels.mail.references import key_of
from secours.channels.mail.threads import identifiers_of, signed_numbers
from secours.channels.models import RawMessage
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.models import Ticket

_MEET = "SELECT channels_meet(%s, %s::text[], %s, %s, %s, %s::text[], %s::bigint[], %s::bigint[])"


@dataclass(frozen=True)
class Box:
    """The mailbox it came to: its organisation, and whether that is the provider."""

    organisation_id: int
    is_provider: bool
    language: str


@dataclass(frozen=True)
class Meeting:
    """`twin`: another mail of the same Message-ID, the one with the same content where there is one; `person`:
    who wrote, when known; `thread_id`: the ticket that it answers; `addresses`: of every mailbox."""

    row: RawMessage
    mailbox: Box
    has_twin: bool
    twin_is_same: bool
    twin_ticket_id: int | None
    person: Person | None
    thread_id: int | None
    addresses: Sequence[str]

    def thread(self) -> Ticket | None:
        return Ticket.objects.defer("search").get(id=self.thread_id) if self.thread_id else None


def meet(raw_id: int, reading: MailReading, by: Actor, *, as_new: bool) -> Meeting:
    """The row is locked; the same Message-ID, and the same new sender, are handled one at a time. The person is
    of the mailbox’s organisation first; a client’s mailbox knows its own people and the provider’s, the
    provider’s mailbox knows everyone, those with an account first."""
    sender = reading.sender.address.lower() if reading.sender else ""
    found = _asked(
        raw_id,
        # Sorted, so that two mails at once can't wait for each other.
        [] if reading.error else sorted({f"id {reading.message_id or ''}", f"from {sender}"}),
        key_of(reading.message_id or ""),
        sender,
        reading.fingerprint,
        [] if as_new else identifiers_of(reading),
        [] if as_new else signed_numbers(reading),
        sorted(by.reach),
    )
    twin, person = found["twin"], found["person"]
    return Meeting(
        row=_row(RawMessage, found["raw"]),
        mailbox=Box(**found["mailbox"]),
        has_twin=twin is not None,
        twin_is_same=bool(twin and twin["is_same"]),
        twin_ticket_id=twin and twin["ticket_id"],
        person=_row(Person, person) if person else None,
        thread_id=found["thread"],
        addresses=found["addresses"] or (),
    )


def _asked(*values: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_MEET, values)
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    # A record that nothing was selected into is a row of nulls.
    for name in ("twin", "person"):
        if not any(value is not None for value in (found[name] or {}).values()):
            found[name] = None
    return found


def _row(model: Any, values: dict[str, Any]) -> Any:
    """An instance of what was asked for; its other fields are read when someone wants them."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])
