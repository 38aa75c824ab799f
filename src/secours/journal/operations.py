"""Writing the journal: every operation of the ranks above records through `record`."""

import secrets
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import connection
from django.utils import timezone

from secours.journal.chain import Sealed, hash_of, text_digest
from secours.journal.models import Entry, EntryText, Head
from secours.journal.news import spread


class By(Protocol):
    """Who acts: a person, a contact, the system, a mailbox, an agent."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor_id(self) -> int | None: ...


def record(
    kind: str,
    *,
    by: By,
    subject_kind: str,
    subject_id: int,
    organisation_id: int | None,
    data: Mapping[str, Any] | None = None,
    text: str | None = None,
    internal: bool = False,
) -> Entry:
    """Append one entry to the chain of its subject. Call it inside the operation's transaction.

    `data` holds JSON values only (ids, numbers, codes); words go in `text`, which can be erased.
    """
    head = _locked_head(subject_kind, subject_id, organisation_id)
    salt = secrets.token_hex(16) if text is not None else ""
    sealed = Sealed(
        organisation_id=organisation_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        number=head.number + 1,
        kind=kind,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        at=timezone.now(),
        visibility="internal" if internal else "public",
        data=dict(data or {}),
        text_digest=text_digest(salt, text) if text is not None else "",
        previous_hash=head.hash,
    )
    entry = Entry(**sealed.__dict__, hash=hash_of(sealed), transaction=_announce())
    entry.save(force_insert=True)
    if text is not None:
        EntryText.objects.create(entry=entry, organisation_id=organisation_id, salt=salt, text=text)
    Head.objects.filter(pk=head.pk).update(number=entry.number, hash=entry.hash)
    spread(entry)
    return entry


def erase_text(entry: Entry, *, by: By, reason: str) -> None:
    """Blank the words of an entry (privacy); the chain still verifies and says that they were erased."""
    EntryText.objects.filter(entry=entry).update(text="", salt="", erased_at=timezone.now())
    record(
        "text.erased",
        by=by,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        organisation_id=entry.organisation_id,
        data={"number": entry.number, "reason": reason},
        internal=True,
    )


def _locked_head(subject_kind: str, subject_id: int, organisation_id: int | None) -> Head:
    Head.objects.bulk_create(
        [
            Head(
                subject_kind=subject_kind,
                subject_id=subject_id,
                organisation_id=organisation_id,
                number=0,
                hash="",
            )
        ],
        ignore_conflicts=True,
    )
    return Head.objects.select_for_update().get(subject_kind=subject_kind, subject_id=subject_id)


def _announce() -> int:
    """The transaction's number; one NOTIFY a transaction, since equal payloads are sent once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_xact_id()::text::bigint, pg_notify('secours', pg_current_xact_id()::text)"
        )
        return int(cursor.fetchone()[0])
