"""One stored mail understood: called in its own transaction, which holds its row."""

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secours.channels.mail import reasons, references
from secours.channels.mail.addresses import own_addresses, plain
from secours.channels.mail.bounces import bounced_ticket
from secours.channels.mail.posting import post_note, post_reply, post_ticket
from secours.channels.mail.reading import MailReading, read_message
from secours.channels.mail.senders import is_address, known_sender, new_contact
from secours.channels.mail.threads import (
    actor_of_sender,
    actor_on,
    is_answer,
    named_ticket,
    standing_of,
    thread_of,
    was_addressed,
)
from secours.channels.models import RawMessage
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.choices import State
from secours.tickets.models import Ticket

Verdict = RawMessage.Verdict
# Taken in this order, so that two mails at once can't wait for each other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(name, 4711)) FROM unnest(%s::text[]) AS name"


def understand(raw_id: int, content: bytes, by: Actor, *, again: bool, as_new: bool) -> RawMessage:
    """The row with its verdict. `again`: also when it was set aside before. Raises Refused."""
    row = _locked(raw_id)
    if row.state == RawMessage.State.UNDERSTOOD or (row.state == RawMessage.State.QUARANTINED and not again):
        return row
    reading = read_message(content)
    _describe(row, reading)
    if reading.error:
        return _finish(row, Verdict.QUARANTINED, reason=reasons.of_reading(reading.error))
    _lock(reading)
    twin = _twin_of(row)
    if twin is not None and twin.fingerprint == row.fingerprint:
        return _finish(row, Verdict.DUPLICATE, ticket=twin.ticket)
    if twin is not None:
        row.is_reused_id = True
        references.forget(reading.message_id or "")
    return _Understanding(row, reading, content, by).verdict(as_new)


class _Understanding:
    """What a readable, new mail is, and what is done with it."""

    def __init__(self, row: RawMessage, reading: MailReading, content: bytes, by: Actor) -> None:
        self.row, self.reading, self.content, self.by = row, reading, content, by
        self.mailbox = row.mailbox
        provider = self.mailbox.organisation.is_provider
        self.reach = by.reach if provider else frozenset({self.mailbox.organisation_id})

    def verdict(self, as_new: bool) -> RawMessage:
        if self.reading.is_bounce:
            return self._bounce()
        thread = None if as_new else thread_of(self.reading, self.mailbox, self.reach)
        if self._is_own():
            return _finish(self.row, Verdict.AUTOMATIC, reason=reasons.OWN_MAIL)
        if self.reading.automatic and not as_new:
            return self._automatic(thread)
        return self._written(thread, as_new)

    def _is_own(self) -> bool:
        sender = self.reading.sender
        if sender is not None and plain(sender.address) in own_addresses():
            return True
        return bool(self.reading.message_id) and references.is_ours(self.reading.message_id or "")

    def _bounce(self) -> RawMessage:
        ticket = bounced_ticket(self.reading, self.content, self.reach)
        return self._noted(Verdict.BOUNCE, ticket, gettext_noop("A message was not delivered:"))

    def _automatic(self, thread: Ticket | None) -> RawMessage:
        return self._noted(Verdict.AUTOMATIC, thread, gettext_noop("Automatic answer from %(sender)s:"))

    def _noted(self, verdict: str, ticket: Ticket | None, heading: str) -> RawMessage:
        """No answer is sent to a machine; its ticket, where it has one, keeps a note."""
        reason = self.reading.automatic_reason or ""
        if ticket is None or ticket.state == State.CLOSED:
            return _finish(self.row, verdict, ticket=ticket, reason=reason)
        with translation.override(self.mailbox.organisation.language):
            words = _(heading) % {"sender": self.row.sender}
        message, _left = post_note(self.reading, ticket, actor=self.by, heading=words)
        return _finish(self.row, verdict, ticket=ticket, posted_id=message.id, reason=reason)

    def _written(self, thread: Ticket | None, as_new: bool) -> RawMessage:
        """By a person. Refusals to believe come before anything is made of it."""
        sender = self.reading.sender
        if sender is None or not sender.address:
            return _finish(self.row, Verdict.QUARANTINED, reason=reasons.NO_SENDER)
        if not is_address(sender.address):
            return _finish(self.row, Verdict.QUARANTINED, reason=reasons.SENDER_WRONG)
        person = known_sender(sender.address, self.mailbox, self.by)
        if person is not None and not person.is_active:
            return _finish(self.row, Verdict.QUARANTINED, reason=reasons.SENDER_OFF)
        if thread is not None:
            return self._answered(thread, person)
        named = None if as_new else named_ticket(self.reading, self.reach)
        actor = actor_of_sender(person) if person and named else None
        if named and actor and is_answer(self.reading) and standing_of(person, actor, named) == "participant":
            return self._reply(named, actor)
        return self._ticket(person, related=named)

    def _answered(self, ticket: Ticket, person: Person | None) -> RawMessage:
        actor = actor_of_sender(person) if person else None
        standing = standing_of(person, actor, ticket)
        if standing == "staff" and actor is not None:
            return self._staff_answer(ticket, actor)
        if person is not None and actor is not None and standing != "stranger":
            if ticket.state == State.CLOSED:
                return self._ticket(person, related=ticket)
            return self._reply(ticket, actor if standing == "participant" else actor_on(ticket, person))
        if person is None and self.row.sender and was_addressed(ticket, self.row.sender):
            return self._copied_answer(ticket)
        reason = reasons.with_detail(reasons.STRANGER, ticket.label)
        return _finish(self.row, Verdict.QUARANTINED, reason=reason)

    def _staff_answer(self, ticket: Ticket, actor: Actor) -> RawMessage:
        """Always a note among us: anyone can write a staff address in From, and the signed subject was sent
        to others. The team’s words to the requester are written in the product."""
        if ticket.state == State.CLOSED:
            return self._reply(ticket, actor)
        with translation.override(self.mailbox.organisation.language):
            heading = _("Received by e-mail from %(sender)s:") % {"sender": self.row.sender}
        message, left = post_note(self.reading, ticket, actor=self.by, heading=heading)
        return self._threaded(ticket, message.id, left)

    def _copied_answer(self, ticket: Ticket) -> RawMessage:
        """Someone unknown whom the requester had put in copy: a contact of the requester’s organisation."""
        assert self.reading.sender is not None
        person = new_contact(self.reading.sender, self.reading, ticket.organisation_id, self.by)
        if ticket.state == State.CLOSED:
            return self._ticket(person, related=ticket)
        return self._reply(ticket, actor_on(ticket, person))

    def _reply(self, ticket: Ticket, actor: Actor) -> RawMessage:
        if ticket.state == State.CLOSED:
            return self._ticket(Person.objects.get(id=actor.person_id or 0), related=ticket)
        message, left = post_reply(self.reading, ticket, actor=actor)
        return self._threaded(ticket, message.id, left)

    def _threaded(self, ticket: Ticket, message_id: int, left: str) -> RawMessage:
        self._remember(ticket)
        return _finish(self.row, Verdict.REPLY, ticket=ticket, posted_id=message_id, reason=left)

    def _ticket(self, person: Person | None, related: Ticket | None) -> RawMessage:
        if person is None:
            assert self.reading.sender is not None
            person = new_contact(self.reading.sender, self.reading, self.mailbox.organisation_id, self.by)
        ticket, message, left = post_ticket(
            self.reading, person, actor=actor_of_sender(person), by=self.by, related=related
        )
        self._remember(ticket)
        return _finish(self.row, Verdict.TICKET, ticket=ticket, posted_id=message.id, reason=left)

    def _remember(self, ticket: Ticket) -> None:
        if self.reading.message_id and not self.row.is_reused_id:
            references.remember(self.reading.message_id, ticket)


def _locked(raw_id: int) -> RawMessage:
    rows = RawMessage.objects.select_for_update(of=("self",))
    return rows.select_related("mailbox__organisation").get(id=raw_id)


def _describe(row: RawMessage, reading: MailReading) -> None:
    row.message_id = references.key_of(reading.message_id or "")
    row.sender = reading.sender.address[:254].lower() if reading.sender else ""
    row.subject = reading.subject[:250]
    row.fingerprint = reading.fingerprint


def _lock(reading: MailReading) -> None:
    """The same Message-ID, or the same new sender, is handled one at a time."""
    sender = reading.sender.address.lower() if reading.sender else ""
    names = sorted({f"id {reading.message_id or ''}", f"from {sender}"})
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [names])


def _twin_of(row: RawMessage) -> RawMessage | None:
    """Another mail of the same Message-ID; the one with the same content, where there is one."""
    if not row.message_id:
        return None
    same = RawMessage.objects.filter(organisation_id=row.organisation_id, message_id=row.message_id)
    others = same.exclude(id=row.id).exclude(state=RawMessage.State.STORED)
    first = others.order_by("id").first()
    if first is None or first.fingerprint == row.fingerprint:
        return first
    return others.filter(fingerprint=row.fingerprint).order_by("id").first() or first


def _finish(
    row: RawMessage,
    verdict: str,
    *,
    ticket: Ticket | None = None,
    posted_id: int | None = None,
    reason: str = "",
) -> RawMessage:
    is_set_aside = verdict == Verdict.QUARANTINED
    row.state = RawMessage.State.QUARANTINED if is_set_aside else RawMessage.State.UNDERSTOOD
    row.verdict, row.ticket, row.posted_id, row.reason = verdict, ticket, posted_id, reason
    row.save()
    return row
