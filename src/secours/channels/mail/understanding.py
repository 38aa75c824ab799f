"""One stored mail understood: called in its own transaction, which holds its row."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secours.channels.keeping import forget_mails
from secours.channels.mail import reasons, references
from secours.channels.mail.addresses import plain, with_ours
from secours.channels.mail.bounces import bounced_ticket
from secours.channels.mail.courtesy import is_courtesy
from secours.channels.mail.meeting import Meeting
from secours.channels.mail.posting import post_note, post_reply, post_ticket, said
from secours.channels.mail.reading import MailReading
from secours.channels.mail.senders import is_address, new_contact
from secours.channels.mail.threads import (
    actor_of_sender,
    actor_on,
    is_answer,
    named_ticket,
    names_ticket,
    standing_of,
    was_addressed,
)
from secours.channels.models import RawMessage
from secours.channels.tasks import remove_files
from secours.journal import news
from secours.lib.planned import planned
from secours.lib.transactions import in_one_piece, in_pipeline
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.choices import State
from secours.tickets.models import Ticket
from secours.tickets.operations import link_tickets

Verdict = RawMessage.Verdict


def is_of_a_new_ticket(met: Meeting, reading: MailReading) -> bool:
    """Most mail, and nearly sure: it only inserts rows or is set aside, so its statements may travel together."""
    is_plain = not (reading.error or reading.automatic or reading.is_bounce or met.has_twin)
    return is_plain and met.thread_id is None and not names_ticket(reading)


def understand(
    met: Meeting, content: bytes, by: Actor, *, reading: MailReading, again: bool, as_new: bool
) -> RawMessage:
    """The row with its verdict. `reading` is that of `content`; `again`: also when it was set aside before.
    Raises Refused."""
    row = met.row
    if row.state == RawMessage.State.UNDERSTOOD or (row.state == RawMessage.State.QUARANTINED and not again):
        return row
    _describe(row, reading)
    if reading.error:
        return _finish(row, Verdict.QUARANTINED, reason=reasons.of_reading(reading.error))
    if met.twin_is_same:
        return _copy(_finish(row, Verdict.DUPLICATE, ticket_id=met.twin_ticket_id))
    if met.has_twin:
        row.is_reused_id = True
        references.forget(reading.message_id or "")
    return _Understanding(met, reading, content, by).verdict(as_new)


class _Understanding:
    """What a readable, new mail is, and what is done with it."""

    def __init__(self, met: Meeting, reading: MailReading, content: bytes, by: Actor) -> None:
        self.met, self.reading, self.content, self.by = met, reading, content, by
        self.row, self.mailbox = met.row, met.mailbox
        self.reach = by.reach if self.mailbox.is_provider else frozenset({self.mailbox.organisation_id})

    def verdict(self, as_new: bool) -> RawMessage:
        if self.reading.is_bounce:
            return self._bounce()
        thread = self.met.thread()
        if self._is_own():
            return _finish(self.row, Verdict.AUTOMATIC, reason=reasons.OWN_MAIL)
        if self.reading.automatic and not as_new:
            return self._automatic(thread)
        return self._written(thread, as_new)

    def _is_own(self) -> bool:
        sender = self.reading.sender
        if sender is not None and plain(sender.address) in with_ours(self.met.addresses):
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
        with translation.override(self.mailbox.language):
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
        person = self.met.person
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
        if standing == "follower" and person is not None:
            return self._follower_answer(ticket, person)
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
        return self._note_of_sender(ticket)

    def _follower_answer(self, ticket: Ticket, person: Person) -> RawMessage:
        """They read it and do not write on it (tickets.access.may_reply): what they tell is a ticket of theirs,
        linked to it. A thank you is a note. Whom the requester had put in copy is let in by name."""
        if ticket.state != State.CLOSED and was_addressed(ticket, self.row.sender):
            return self._reply(ticket, actor_on(ticket, person))
        if ticket.state != State.CLOSED and is_courtesy(said(self.reading)):
            return self._note_of_sender(ticket)
        return self._ticket(person, related=ticket)

    def _note_of_sender(self, ticket: Ticket) -> RawMessage:
        with translation.override(self.mailbox.language):
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
        return _finish(
            self.row, Verdict.REPLY, ticket=ticket, posted_id=message_id, reason=left, threads=self._threads()
        )

    def _ticket(self, person: Person | None, related: Ticket | None) -> RawMessage:
        """A refusal sets the mail aside, all of it: no savepoints, and statements travel together."""
        with in_one_piece(), news.held(), in_pipeline():
            if person is None:
                assert self.reading.sender is not None
                person = new_contact(self.reading.sender, self.reading, self.mailbox.organisation_id, self.by)
            ticket, message, left = post_ticket(self.reading, person, actor=actor_of_sender(person))
            row = _finish(
                self.row,
                Verdict.TICKET,
                ticket=ticket,
                posted_id=message.id,
                reason=left,
                threads=self._threads(),
            )
        if related is not None and related.organisation_id == ticket.organisation_id:
            link_tickets(ticket.id, related.number, by=self.by)
        return row

    def _threads(self) -> bool:
        return bool(self.reading.message_id) and not self.row.is_reused_id


def _copy(row: RawMessage) -> RawMessage:
    """Of a mail whose words were erased, nothing more is kept."""
    alike = RawMessage.objects.filter(
        organisation_id=row.organisation_id, message_id=row.message_id, fingerprint=row.fingerprint
    )
    if alike.exclude(erased_at=None).exists():
        remove_files.defer(digests=sorted(forget_mails(RawMessage.objects.filter(id=row.id))))
    return row


def _describe(row: RawMessage, reading: MailReading) -> None:
    row.message_id = references.key_of(reading.message_id or "")
    row.sender = reading.sender.address[:254].lower() if reading.sender else ""
    row.subject = reading.subject[:250]
    row.fingerprint = reading.fingerprint


def _finish(
    row: RawMessage,
    verdict: str,
    *,
    ticket: Ticket | None = None,
    ticket_id: int | None = None,
    posted_id: int | None = None,
    reason: str = "",
    threads: bool = False,
) -> RawMessage:
    """`threads`: from now on an answer to this message belongs to the ticket; who came first keeps it."""
    is_set_aside = verdict == Verdict.QUARANTINED
    row.state = RawMessage.State.QUARANTINED if is_set_aside else RawMessage.State.UNDERSTOOD
    row.verdict, row.posted_id, row.reason = verdict, posted_id, reason
    if ticket is None:
        row.ticket_id = ticket_id
    else:
        row.ticket = ticket
    _save(row, ticket.organisation_id if ticket and threads else None)
    return row


def _save(row: RawMessage, threading_organisation_id: int | None) -> None:
    values = {name: getattr(row, name) for name in _FINISHED}
    planned(_FINISH, {**values, "id": row.id, "organisation": threading_organisation_id})


_FINISHED = (
    "message_id", "sender", "subject", "fingerprint", "is_reused_id", "state", "verdict", "reason", "ticket_id",
    "posted_id",
)  # fmt: skip
_FINISH = f"""
WITH reference AS (
  INSERT INTO channels_messagereference (organisation_id, message_id, ticket_id)
  SELECT %(organisation)s::bigint, %(message_id)s, %(ticket_id)s::bigint WHERE %(organisation)s::bigint IS NOT NULL
  ON CONFLICT DO NOTHING
)
UPDATE channels_rawmessage SET {", ".join(f"{name} = %({name})s" for name in _FINISHED)} WHERE id = %(id)s
"""
