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
from secours.journal.operations import record_about
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
        may_be_private=by.is_provider and _leads_inside(fields),
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
    """Any of its fields by name; an empty `secret` keeps the one there is. It must be tested again.

    The password was given for one account of one server: to send it anywhere else, it is typed again.
    """
    require_administrator(by)
    if "address" in changes:
        changes["address"] = changes["address"].strip().lower()
    _set_secret(mailbox, changes, secret)
    _set_reachable(mailbox, changes, by)
    changed = _changed(mailbox, changes)
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


_ACCOUNT = {"imap_host", "imap_port", "imap_user", "imap_security"}


def _set_secret(mailbox: Mailbox, changes: dict[str, Any], secret: str) -> None:
    """Raises Refused where the one kept would go elsewhere, or go there in clear."""
    if secret:
        changes["imap_secret"] = seal(secret)
    elif changes.get("imap_host") == "":
        changes["imap_secret"] = ""  # no server: nothing to sign in to
    elif mailbox.imap_secret and _ACCOUNT.intersection(_changed(mailbox, changes)):
        sentence = _("The server, the port, the encryption or the user changes: type the password again.")
        raise Refused("secret_needed", sentence, field="secret")


def _set_reachable(mailbox: Mailbox, changes: dict[str, Any], by: Actor) -> None:
    """Only a server that the provider names opens what is inside: whatever else they save says nothing of it."""
    changed = _changed(mailbox, changes)
    named = {name: changes.get(name, getattr(mailbox, name)) for name in ("imap_host", "imap_port")}
    if by.is_provider and "imap_host" in changed:
        changes["may_be_private"] = _leads_inside(named)
    elif not by.is_provider and {"imap_host", "imap_port"}.intersection(changed):
        _require_reachable(by, named)
        changes["may_be_private"] = False


def _changed(mailbox: Mailbox, changes: dict[str, Any]) -> list[str]:
    return sorted(name for name, value in changes.items() if getattr(mailbox, name) != value)


def _require_reachable(by: Actor, fields: dict[str, Any]) -> None:
    """A server inside is the provider's to give."""
    if not by.is_provider and _leads_inside(fields):
        raise Refused("host_private", gettext(troubles.PRIVATE), field="imap_host")


def _leads_inside(fields: dict[str, Any]) -> bool:
    """At this moment. A name that leads nowhere yet is for the test to say."""
    host = str(fields.get("imap_host", "")).strip()
    try:
        if host:
            require_public(host, int(fields.get("imap_port") or 993))
    except HostIsPrivate:
        return True
    except (OSError, UnicodeError):
        return False
    return False


def _record(kind: str, by: Actor, mailbox: Mailbox, fields: list[str]) -> None:
    record_about(mailbox, kind, by=by, data={"fields": fields})
