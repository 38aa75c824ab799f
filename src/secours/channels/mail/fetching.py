"""Mailboxes read over IMAP: by UID, whatever their flags; nothing on the server is marked or removed."""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from secours.channels.mail.delivery import Delivery, receive_all
from secours.channels.mail.hosts import HostIsPrivate, is_public, require_public
from secours.channels.mail.reasons import sentence_of
from secours.channels.mail.troubles import TROUBLE, reason_of
from secours.channels.models import Mailbox
from secours.channels.secrets import unseal
from secours.people.actor import Actor, acting

log = logging.getLogger(__name__)
_SECONDS = 30
_BATCH = 25
# A mailbox that served before holds years of mail: only what is recent becomes tickets.
_FIRST_DAYS = 7


@dataclass(frozen=True)
class MailboxTest:
    """`sentence`: what to do, in the active language; `reason`: the same as it is kept, empty when it works."""

    ok: bool
    sentence: str
    reason: str = ""


def test_mailbox(mailbox: Mailbox) -> MailboxTest:
    """Connect, sign in and open the folder, reading nothing; works on a mailbox not yet saved."""
    try:
        with _opened(mailbox) as box:
            count = box.folder.status(mailbox.folder, ["MESSAGES"])["MESSAGES"]
    except TROUBLE as trouble:
        log.warning("mailbox %s: %s", mailbox.name, trouble)
        reason = reason_of(trouble)
        return MailboxTest(False, sentence_of(reason), reason)
    words = _("Connected. The folder %(folder)s holds %(count)s messages.")
    return MailboxTest(True, words % {"folder": mailbox.folder, "count": count})


test_mailbox.__test__ = False  # type: ignore[attr-defined]  # its name is not a test's for pytest


def fetch_all(*, by: Actor) -> int:
    """Every active mailbox with a server; one that fails keeps its reason and does not stop the others."""
    with acting(by):
        boxes = list(
            Mailbox.objects.filter(is_active=True).exclude(imap_host="").select_related("organisation")
        )
    return sum(len(fetch_mailbox(box, by=by)) for box in boxes)


def fetch_mailbox(mailbox: Mailbox, *, by: Actor) -> list[Delivery]:
    """What came since the last time, each stored before the place in the mailbox moves on."""
    deliveries: list[Delivery] = []
    failure = ""
    try:
        with _opened(mailbox) as box:
            _settle_validity(mailbox, box)
            for uid, raws in _batches(mailbox, box):
                deliveries += receive_all(raws, mailbox=mailbox, by=by)
                _move_on(mailbox, uid, by)
    except (*TROUBLE, DatabaseError) as trouble:
        log.warning("mailbox %s: %s", mailbox.name, trouble)
        failure = reason_of(trouble)
    _keep_outcome(mailbox, failure, by)
    return deliveries


def _opened(mailbox: Mailbox) -> BaseMailBox:
    password = unseal(mailbox.imap_secret)
    host, port = mailbox.imap_host, mailbox.imap_port
    if not mailbox.may_be_private:
        require_public(host, port)
    if mailbox.imap_security == "tls":
        # Without a context of ours, imaplib checks no certificate.
        box: BaseMailBox = MailBox(host, port, timeout=_SECONDS, ssl_context=ssl.create_default_context())
    elif mailbox.imap_security == "starttls":
        box = MailBoxStartTls(host, port, timeout=_SECONDS, ssl_context=ssl.create_default_context())
    else:
        box = MailBoxUnencrypted(host, port, timeout=_SECONDS)
    try:
        if not mailbox.may_be_private and not is_public(box.client.sock.getpeername()[0]):
            raise HostIsPrivate(host)  # the name led elsewhere a moment later
        box.login(mailbox.imap_user, password, initial_folder=None)
        box.folder.set(mailbox.folder, readonly=True)
    except BaseException:
        box.client.shutdown()
        raise
    return box


def _settle_validity(mailbox: Mailbox, box: BaseMailBox) -> None:
    """UIDs mean something under one UIDVALIDITY only; when it changes, duplicates are known by content."""
    validity = box.folder.status(mailbox.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
    if mailbox.uid_validity != validity:
        mailbox.uid_validity, mailbox.last_uid = validity, 0


def _batches(mailbox: Mailbox, box: BaseMailBox) -> Iterator[tuple[int, list[bytes]]]:
    """The last UID of each batch, and its messages to the byte."""
    uids = _new_uids(mailbox, box)
    for start in range(0, len(uids), _BATCH):
        batch = uids[start : start + _BATCH]
        yield batch[-1], [raw for uid in batch if (raw := _raw(box, uid)) is not None]


def _new_uids(mailbox: Mailbox, box: BaseMailBox) -> list[int]:
    criteria = f"UID {mailbox.last_uid + 1}:*" if mailbox.last_uid else f"SINCE {_day(_since(mailbox))}"
    # “n:*” always names the last message, even where its UID is lower than n.
    return sorted(uid for uid in map(int, box.uids(criteria)) if uid > mailbox.last_uid)


def _since(mailbox: Mailbox) -> datetime:
    """A week back, or as long as the mailbox was out of reach."""
    week = timezone.now() - timedelta(days=_FIRST_DAYS)
    return min(mailbox.checked_at or week, week) - timedelta(days=1)


def _day(at: datetime) -> str:
    # IMAP's months are English whatever the locale of the process.
    return f"{at.day}-{['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][at.month - 1]}-{at.year}"


def _raw(box: BaseMailBox, uid: int) -> bytes | None:
    """PEEK: reading does not mark the message as seen. None: it went away in between."""
    status, data = box.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    if status != "OK":
        raise imaplib.IMAP4.error(f"FETCH {uid}: {data!r}")
    return next((part[1] for part in data if isinstance(part, tuple)), None)


def _move_on(mailbox: Mailbox, uid: int, by: Actor) -> None:
    mailbox.last_uid = uid
    with acting(by):
        mailbox.save(update_fields=["last_uid", "uid_validity"])


def _keep_outcome(mailbox: Mailbox, failure: str, by: Actor) -> None:
    mailbox.failure = failure
    if not failure:
        mailbox.checked_at = timezone.now()
    with acting(by):
        mailbox.save(update_fields=["failure", "checked_at", "uid_validity"])
