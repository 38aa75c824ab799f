"""Mail in: stored first, then understood, each in its own transaction (design.md 4.4)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from secours.channels.mail import reasons
from secours.channels.mail.ahead import Ahead, reading_ahead
from secours.channels.mail.meeting import meet
from secours.channels.mail.storing import Stored, store_all
from secours.channels.mail.understanding import is_of_a_new_ticket, understand
from secours.channels.models import Mailbox, RawMessage
from secours.journal.files import path_of
from secours.journal.operations import record
from secours.lib.text import clipped
from secours.lib.transactions import in_pipeline
from secours.people.access import require_administrator
from secours.people.actor import Actor, acting, system_actor
from secours.people.errors import NotFound, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """`verdict`: ticket, reply, automatic, bounce, duplicate or quarantined. `reason` is English."""

    verdict: str
    ticket_label: str | None
    message_id: str | None
    reason: str | None


def receive(raw: bytes, *, mailbox: Mailbox, by: Actor) -> Delivery:
    """Keep a mail, then make of it what it is. Delivering it again changes nothing.

    `by` is the mail system (`system_actor("mail")`). OSError or a database error when it can't be stored.
    """
    return receive_all([raw], mailbox=mailbox, by=by)[0]


def receive_all(raws: Sequence[bytes], *, mailbox: Mailbox, by: Actor) -> list[Delivery]:
    """As `receive`, storing them together; each is still understood by itself, in its own transaction."""
    kept = store_all(raws, mailbox=mailbox, by=by)
    with reading_ahead([stored.content for stored in kept]) as mails:
        return [deliver_stored(stored, by=by, ahead=mail) for stored, mail in zip(kept, mails, strict=True)]


def deliver_stored(stored: Stored, *, by: Actor, ahead: Ahead | None = None) -> Delivery:
    """The second half of `receive`. `ahead`: its content among others that are read one ahead."""
    if stored.is_new:
        return _understood(stored.raw_id, ahead or Ahead(stored.content), by)
    with acting(by):
        first = RawMessage.objects.select_related("ticket").get(id=stored.raw_id)
        return delivery_of(first, RawMessage.Verdict.DUPLICATE)


def process_again(raw_id: int, *, by: Actor, as_new: bool = False) -> Delivery:
    """What was set aside, once its cause is gone; `as_new`: as a ticket, whatever it answers.

    A message that was understood stays as it is.
    """
    require_administrator(by)
    with acting(by):
        row = RawMessage.objects.filter(id=raw_id, organisation_id__in=sorted(by.reach)).first()
        if row is None:
            raise NotFound("mail_not_found", _("This message does not exist, or is not in your reach."))
        if row.state == RawMessage.State.UNDERSTOOD:
            return delivery_of(row)
        _record("mail.processed_again", row, by)
    mail = system_actor("mail", by.reach)
    return _understood(raw_id, _again(row.sha256), mail, again=True, as_new=as_new)


def understand_stored(*, by: Actor, most: int = 500) -> int:
    """What a crash left stored but not understood; gives back how many."""
    with acting(by):
        waiting = RawMessage.objects.filter(state=RawMessage.State.STORED).order_by("id")
        rows = list(waiting.values_list("id", "sha256")[:most])
    for raw_id, sha256 in rows:
        _understood(raw_id, _again(sha256), by)
    return len(rows)


def _again(sha256: str) -> Ahead:
    return Ahead(path_of(sha256).read_bytes())


def delivery_of(row: RawMessage, verdict: str = "") -> Delivery:
    return Delivery(
        verdict=verdict or row.verdict,
        ticket_label=row.ticket.label if row.ticket else None,
        message_id=row.message_id or None,
        reason=reasons.english_of(row.reason) or None,
    )


def _understood(
    raw_id: int, ahead: Ahead, by: Actor, *, again: bool = False, as_new: bool = False
) -> Delivery:
    try:
        reading = ahead.reading()  # before the transaction, which holds locks
        with in_pipeline() as one_by_one, acting(by):
            met = meet(raw_id, reading, by, as_new=as_new)
            if not is_of_a_new_ticket(met, reading):
                one_by_one()
            row = understand(met, ahead.content, by, reading=reading, again=again, as_new=as_new)
            delivery = _kept(row, by)
            ahead.begin_following()
        return delivery
    except (OperationalError, InterfaceError):
        raise  # the database went away: the message is stored, a job understands it later
    except Refused as refusal:
        return _quarantined(raw_id, _msgid(refusal), by)
    # Whatever it is, it stops neither the mailbox nor the other messages, and a person sees it.
    except Exception as problem:
        log.exception("mail %s could not be understood", raw_id)
        return _quarantined(raw_id, reasons.with_detail(reasons.FAILED, type(problem).__name__), by)


def _quarantined(raw_id: int, reason: str, by: Actor) -> Delivery:
    with acting(by):
        row = RawMessage.objects.select_for_update(of=("self",)).select_related("ticket").get(id=raw_id)
        row.state, row.verdict = RawMessage.State.QUARANTINED, RawMessage.Verdict.QUARANTINED
        row.reason = reason
        row.save()
        return _kept(row, by)


def _kept(row: RawMessage, by: Actor) -> Delivery:
    if row.state == RawMessage.State.QUARANTINED:
        _record("mail.quarantined", row, by)
    return delivery_of(row)


def _record(kind: str, row: RawMessage, by: Actor) -> None:
    record(
        kind,
        by=by,
        subject_kind="rawmessage",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        internal=True,
    )


def _msgid(refusal: Refused) -> str:
    with translation.override("en"):
        return clipped(str(refusal.sentence), 400)
