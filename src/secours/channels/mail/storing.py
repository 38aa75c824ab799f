"""Raw mail is kept before anything is understood of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

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
        RawMessage.objects.bulk_create(
            [RawMessage(organisation_id=mailbox.organisation_id, mailbox=mailbox, sha256=d) for d in missing],
            ignore_conflicts=True,
        )
        rows = known | (_rows(mailbox, missing) if missing else {})
    return _in_order(contents, digests, rows)


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
