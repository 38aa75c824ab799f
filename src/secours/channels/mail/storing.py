"""Raw mail is kept before anything is understood of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from secours.channels.mail.reading import without_mbox_line
from secours.channels.models import Mailbox, RawMessage
from secours.journal.files import keep_all
from secours.people.actor import Actor, acting


@dataclass(frozen=True)
class Stored:
    """`is_new`: it is for this delivery to understand it; otherwise the same bytes came before."""

    raw_id: int
    content: bytes
    is_new: bool


def store_all(raws: Sequence[bytes], *, mailbox: Mailbox, by: Actor) -> list[Stored]:
    """One transaction for all; OSError when the disk takes no more, and then none is stored.

    Bytes that a crash left stored but not understood count as new.
    """
    contents = [without_mbox_line(raw) for raw in raws]
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    with acting(by):
        known = _rows(mailbox, digests)
        keep_all([c for c, digest in zip(contents, digests, strict=True) if digest not in known])
        missing = [digest for digest in dict.fromkeys(digests) if digest not in known]
        rows = known | _inserted(mailbox, missing)
        if len(rows) < len(set(digests)):  # another delivery was quicker
            rows |= _rows(mailbox, missing)
    return _in_order(contents, digests, rows)


def _inserted(mailbox: Mailbox, digests: Sequence[str]) -> dict[str, tuple[int, str]]:
    if not digests:
        return {}
    values: list[Any] = [
        mailbox.organisation_id,
        mailbox.id,
        RawMessage.State.STORED,
        timezone.now(),
        list(digests),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return {sha256: (raw_id, state) for sha256, raw_id, state in cursor.fetchall()}


_INSERT = """
INSERT INTO channels_rawmessage (organisation_id, mailbox_id, state, received_at, sha256, fingerprint, message_id,
  is_reused_id, verdict, reason, sender, subject)
SELECT %s, %s, %s, %s, digest, '', '', false, '', '', '', '' FROM unnest(%s::text[]) AS digest
ON CONFLICT DO NOTHING RETURNING sha256, id, state
"""


def _rows(mailbox: Mailbox, digests: Sequence[str]) -> dict[str, tuple[int, str]]:
    found = RawMessage.objects.filter(mailbox=mailbox, sha256__in=digests)
    return {sha256: (raw_id, state) for sha256, raw_id, state in found.values_list("sha256", "id", "state")}


def _in_order(
    contents: Sequence[bytes], digests: Sequence[str], rows: dict[str, tuple[int, str]]
) -> list[Stored]:
    """Of the same bytes given twice at once, the first is new and the second is not."""
    seen: set[str] = set()
    stored = []
    for content, digest in zip(contents, digests, strict=True):
        raw_id, state = rows[digest]
        is_new = state == RawMessage.State.STORED and digest not in seen
        stored.append(Stored(raw_id, content, is_new))
        seen.add(digest)
    return stored
