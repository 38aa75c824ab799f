"""Mailboxes: connected and changed by administrators. Their password goes in and never comes out."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secours.channels.mail import troubles
from secours.channels.mail.hosts import HostIsPrivate, require_public
from secours.channels.models import Mailbox
from secours.channels.secrets import seal
from secours.journal.operations import record
from secours.people.access import require_administrator
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.people.models import Organisation


@transaction.atomic
def create_mailbox(
    *, by: Actor, organisation: Organisation, name: str, address: str, secret: str = "", **fields: Any
) -> Mailbox:
    """`name`: what commands call it by; one of that name for all organisations."""
    require_administrator(by)
    _require_reachable(by, fields)
    mailbox = Mailbox(
        organisation=organisation,
        name=name,
        address=address.strip().lower(),
        imap_secret=seal(secret),
        may_be_private=by.is_provider,
        **fields,
    )
    try:
        with transaction.atomic():
            mailbox.save(force_insert=True)
    except (
        IntegrityError
    ):  # the name is unique over all organisations, and the wall may hide the one that has it
        raise Refused("mailbox_exists", _("There is already a mailbox of that name."), field="name") from None
    _record("mailbox.created", by, mailbox, sorted(fields))
    return mailbox


@transaction.atomic
def change_mailbox(mailbox: Mailbox, *, by: Actor, secret: str = "", **changes: Any) -> None:
    """Any of its fields by name; an empty `secret` keeps the one there is. It must be tested again."""
    require_administrator(by)
    if "address" in changes:
        changes["address"] = changes["address"].strip().lower()
    if secret:
        changes["imap_secret"] = seal(secret)
    if any(
        getattr(mailbox, name) != changes.get(name, getattr(mailbox, name))
        for name in ("imap_host", "imap_port")
    ):
        _require_reachable(by, changes)
        changes["may_be_private"] = by.is_provider
    elif by.is_provider:
        changes["may_be_private"] = True  # seen and saved by the provider
    changed = sorted(name for name, value in changes.items() if getattr(mailbox, name) != value)
    for name in changed:
        setattr(mailbox, name, changes[name])
    if any(name.startswith("imap_") or name == "folder" for name in changed):
        # Another account or folder has other numbers: what was read before says nothing of it.
        mailbox.checked_at, mailbox.failure = None, ""
        mailbox.uid_validity, mailbox.last_uid = None, 0
    mailbox.save()
    _record("mailbox.changed", by, mailbox, changed)


@transaction.atomic
def keep_test(mailbox: Mailbox, *, by: Actor, failure: str = "") -> None:
    """What a test of the connection said; no `failure`: it worked now."""
    require_administrator(by)
    mailbox.failure = failure
    mailbox.checked_at = mailbox.checked_at if failure else timezone.now()
    mailbox.save(update_fields=["failure", "checked_at"])
    _record("mailbox.tested", by, mailbox, [])


def _require_reachable(by: Actor, fields: dict[str, Any]) -> None:
    """A name that leads nowhere yet is for the test to say; one that leads inside is the provider's to give."""
    host = str(fields.get("imap_host", "")).strip()
    if by.is_provider or not host:
        return
    try:
        require_public(host, int(fields.get("imap_port") or 993))
    except HostIsPrivate:
        raise Refused("host_private", gettext(troubles.PRIVATE), field="imap_host") from None
    except (OSError, UnicodeError):
        return


def _record(kind: str, by: Actor, mailbox: Mailbox, fields: list[str]) -> None:
    record(
        kind,
        by=by,
        subject_kind="mailbox",
        subject_id=mailbox.id,
        organisation_id=mailbox.organisation_id,
        data={"fields": fields},
    )
