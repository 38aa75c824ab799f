"""Writing the journal: every operation of the ranks above records through `record`."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.utils import timezone

from secours.journal.chain import Sealed, hash_of, text_digest
from secours.journal.models import Entry, EntryText
from secours.journal.news import spread
from secours.lib.planned import planned


class By(Protocol):
    """Who acts: a person, a contact, the system, a mailbox, an agent."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor_id(self) -> int | None: ...


class Subject(Protocol):
    """A row with a chain of its own."""

    @property
    def id(self) -> int: ...

    @property
    def organisation_id(self) -> int | None: ...


def record_about(
    subject: Subject,
    kind: str,
    *,
    by: By,
    data: Mapping[str, Any] | None = None,
    text: str | None = None,
    internal: bool = False,
    first_id: int | None = None,
) -> Entry:
    """`record`, of a row at hand: its kind is the name of its class."""
    return record(
        kind,
        by=by,
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        organisation_id=subject.organisation_id,
        data=data,
        text=text,
        internal=internal,
        first_id=first_id,
    )


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
    first_id: int | None = None,
) -> Entry:
    """Append one entry to the chain of its subject. Call it inside the operation's transaction.

    `data` holds JSON values only (ids, numbers, codes); words go in `text`, which can be erased. `first_id`:
    drawn for the entry of a subject made a moment ago in this transaction; its chain is then begun in one statement
    whose answer nobody waits for.
    """
    head = _BEGINNING if first_id else _next(subject_kind, subject_id, organisation_id)
    salt = secrets.token_hex(16) if text is not None else ""
    sealed = Sealed(
        organisation_id=organisation_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        number=head.number,
        kind=kind,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        at=timezone.now(),
        visibility="internal" if internal else "public",
        data=dict(data or {}),
        text_digest=text_digest(salt, text) if text is not None else "",
        previous_hash=head.hash,
    )
    entry = Entry(**sealed.__dict__, id=first_id, hash=hash_of(sealed))
    _append(entry, head, salt, text)
    spread(entry)
    return entry


def erase_text(entry: Entry, *, by: By, reason: str) -> None:
    """Blank the words of an entry (privacy); the chain still verifies and says that they were erased.

    Recorded first: who holds a copy answers `text.erased` while `words_erased_by` can still tell it."""
    record(
        "text.erased",
        by=by,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        organisation_id=entry.organisation_id,
        data={"number": entry.number, "reason": reason},
        internal=True,
    )
    EntryText.objects.filter(entry=entry).update(text="", salt="", erased_at=timezone.now())


def words_erased_by(entry: Entry) -> str:
    """For answers to `text.erased`: the words that are about to go."""
    about = {"entry__subject_kind": entry.subject_kind, "entry__subject_id": entry.subject_id}
    texts = EntryText.objects.filter(**about, entry__number=entry.data["number"])
    return texts.values_list("text", flat=True).first() or ""


@dataclass(frozen=True)
class _Head:
    """`number` of the entry to come and `hash` of the one before it."""

    id: int
    number: int
    hash: str


_BEGINNING = _Head(id=0, number=1, hash="")


def _next(subject_kind: str, subject_id: int, organisation_id: int | None) -> _Head:
    """Counts one more and holds the head's row, so that the next writer waits for this one."""
    return _Head(*planned(_NEXT, [subject_kind, subject_id, organisation_id]).fetchone())


def _append(entry: Entry, head: _Head, salt: str, text: str | None) -> None:
    """Entry, words and hash of the head in one statement: an entry is most of what an operation writes."""
    values = {name: getattr(entry, name) for name in _COLUMNS}
    values |= {"data": json.dumps(entry.data), "salt": salt, "text": text, "has_text": text is not None}
    if head is _BEGINNING:
        planned(_BEGIN, {**values, "id": entry.id})
    else:
        entry.id = planned(_APPEND, {**values, "head": head.id}).fetchone()[0]
    entry._state.adding, entry._state.db = False, connection.alias


_NEXT = """
INSERT INTO journal_head AS head (subject_kind, subject_id, organisation_id, number, hash) VALUES (%s, %s, %s, 1, '')
ON CONFLICT (subject_kind, subject_id) DO UPDATE SET number = head.number + 1
RETURNING id, number, hash
"""
_COLUMNS = [field.attname for field in Entry._meta.concrete_fields if not field.primary_key]
_VALUES = ", ".join(
    "pg_current_xact_id()::text::bigint" if name == "transaction" else f"%({name})s" for name in _COLUMNS
)
# One NOTIFY a transaction: PostgreSQL sends equal payloads once.
_WRITE = f"""
WITH entry AS (
  INSERT INTO journal_entry (id, {", ".join(_COLUMNS)})
  VALUES ({{id}}, {_VALUES}) RETURNING id, organisation_id, transaction
), words AS (
  INSERT INTO journal_entrytext (entry_id, organisation_id, salt, text)
  SELECT id, organisation_id, %(salt)s, %(text)s FROM entry WHERE %(has_text)s
), head AS (
  {{head}}
)
SELECT id, pg_notify('secours', transaction::text) FROM entry
"""
_APPEND = _WRITE.format(
    id="DEFAULT",
    head="UPDATE journal_head SET hash = %(hash)s WHERE id = %(head)s",
)
_BEGIN = _WRITE.format(
    id="%(id)s",
    head="""INSERT INTO journal_head (subject_kind, subject_id, organisation_id, number, hash)
  VALUES (%(subject_kind)s, %(subject_id)s, %(organisation_id)s, 1, %(hash)s)""",
)
