"""The outbox: written in the transaction of what it tells, sent after it, again when that failed."""

import hashlib
import hmac
import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from secours.channels.mail import references
from secours.channels.mail.addresses import domain_of, own_addresses, plain
from secours.channels.mail.composing import compose
from secours.channels.mail.letters import letter_of, mailbox_of
from secours.channels.mail.sending import ComposedMessage
from secours.journal.models import Entry, Outbox
from secours.lib.text import clipped
from secours.people.actor import Actor, acting
from secours.people.models import Person
from secours.people.operations import make_person_link
from secours.tickets.models import Ticket

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 10
# Acknowledgements for one address within an hour: two machines that answer each other stop here.
MOST_ANSWERS = 10
_STATES = Outbox.State


def write_letters(
    event: str,
    entry: Entry,
    ticket: Ticket,
    people: Sequence[Person],
    *,
    number: int = 1,
    words: bool = True,
) -> list[int]:
    """One mail for one event and one address, however often this is called; ids of those to send.
    `words`: whether these people may read what was written with the event."""
    rows = [_row(event, entry, ticket, person, number) for person in _reachable(event, people)]
    for row in rows:
        row.data["words"] = words
    kept = Outbox.objects.bulk_create(rows, ignore_conflicts=True)
    for row in kept:
        references.remember(row.message_id, ticket)
    keys = [row.key for row in kept]
    waiting = Outbox.objects.filter(key__in=keys, state=_STATES.WAITING)
    return list(waiting.values_list("id", flat=True))


def send_letter(outbox_id: int, *, by: Actor) -> bool:
    """Once: a row already sent, or being sent by another, is left alone. A failure is kept on the row."""
    with acting(by):
        row = Outbox.objects.select_for_update(skip_locked=True).filter(id=outbox_id).first()
        if row is None or row.state != _STATES.WAITING:
            return False
        try:
            _send(row)
        # One mail that can't be written or sent must not stop the others; it is shown and tried again.
        except Exception as problem:
            _keep_failure(row, problem)
            return False
        row.state, row.sent_at, row.failure = _STATES.SENT, timezone.now(), ""
        row.data = {name: value for name, value in row.data.items() if name != "secret"}
        row.save()
    return True


def letters_due(*, by: Actor, now: datetime, most: int = 200) -> list[int]:
    """Waiting and due: after each failure the pause doubles, from one minute to some hours."""
    with acting(by):
        waiting = Outbox.objects.filter(state=_STATES.WAITING).order_by("created_at")
        rows = list(waiting.values_list("id", "attempts", "created_at")[: most * 5])
    due = [outbox_id for outbox_id, attempts, since in rows if due_at(since, attempts) <= now]
    return due[:most]


def due_at(created_at: datetime, attempts: int) -> datetime:
    return created_at + timedelta(minutes=2**attempts - 1)


def _reachable(event: str, people: Sequence[Person]) -> list[Person]:
    ours = own_addresses()
    hour_ago = timezone.now() - timedelta(hours=1)
    found = {person.email: person for person in people if person.email and person.is_active}
    reachable = [person for email, person in found.items() if plain(email) not in ours]
    if event != "ticket.declared":
        return reachable
    recent = Outbox.objects.filter(event=event, created_at__gte=hour_ago)
    return [p for p in reachable if recent.filter(recipient=p.email).count() < MOST_ANSWERS]


def _row(event: str, entry: Entry, ticket: Ticket, person: Person, number: int) -> Outbox:
    key = f"{event}:{entry.id}:{person.id}"
    data = {"name": person.name, "entry": entry.id, "number": number}
    if person.account_id is None and not Outbox.objects.filter(key=key).exists():
        data["secret"] = make_person_link(person.id, ticket.id)
    return Outbox(
        organisation_id=ticket.organisation_id,
        event=event,
        key=key,
        recipient=person.email,
        language=person.language,
        subject_kind="ticket",
        subject_id=ticket.id,
        data=data,
        message_id=_message_id(key, ticket),
    )


def _message_id(key: str, ticket: Ticket) -> str:
    """The same for the same event and person, and not to be guessed: answers thread by it."""
    secret = f"secours message id {settings.SECRET_KEY}".encode()
    digest = hmac.digest(secret, key.encode(), hashlib.sha256).hex()[:40]
    mailbox = mailbox_of(ticket)
    address = mailbox.address if mailbox else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"{digest}@{domain_of(address) or 'secours.invalid'}"


def _send(row: Outbox) -> None:
    ticket = Ticket.objects.select_related("organisation", "site").get(id=row.subject_id)
    outgoing = letter_of(row, ticket)
    message = ComposedMessage(compose(outgoing), sender=outgoing.sender.address, recipients=[row.recipient])
    get_connection().send_messages([message])


def _keep_failure(row: Outbox, problem: Exception) -> None:
    log.warning("mail %s was not sent: %s", row.id, problem)
    row.attempts += 1
    row.failure = clipped(f"{type(problem).__name__}: {_words(problem)}", 500)
    if _is_final(problem) or row.attempts >= MOST_ATTEMPTS:
        row.state = _STATES.FAILED
    row.save()


def _is_final(problem: Exception) -> bool:
    """The server said no for good (5xx), or the message can't be written at all."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in problem.recipients.values())
    return isinstance(problem, ValueError)


def _words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "; ".join(
            f"{code} {text.decode(errors='replace')}" for code, text in problem.recipients.values()
        )
    if isinstance(problem, smtplib.SMTPResponseException):
        text = problem.smtp_error
        return f"{problem.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return str(problem)
