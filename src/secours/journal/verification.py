"""Proving that nothing of the journal was changed, removed or added behind its back."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from secours.journal.chain import Sealed, hash_of, text_digest
from secours.journal.models import Entry, Head


@dataclass(frozen=True)
class Verdict:
    """Counts of what was read, and the first broken link in the order of subjects, if any."""

    entries: int
    subjects: int
    erased: int
    broken: str = ""


def verify_journal() -> Verdict:
    """Read every chain within the reach of the transaction."""
    heads = {(h.subject_kind, h.subject_id): h for h in Head.objects.all()}
    entries = Entry.objects.select_related("words").order_by("subject_kind", "subject_id", "number")
    count = erased = 0
    seen: set[tuple[str, int]] = set()
    for subject, chain in groupby(entries.iterator(2000), key=lambda e: (e.subject_kind, e.subject_id)):
        seen.add(subject)
        last: Entry | None = None
        for entry in chain:
            count += 1
            erased += _is_erased(entry)
            broken = _broken_link(entry, last)
            if broken:
                return Verdict(count, len(seen), erased, broken)
            last = entry
        broken = _missing_tail(subject, last, heads.get(subject))
        if broken:
            return Verdict(count, len(seen), erased, broken)
    return Verdict(count, len(seen), erased, next(_empty_chains(heads, seen), ""))


def _is_erased(entry: Entry) -> bool:
    words = getattr(entry, "words", None)
    return bool(words and words.erased_at)


def _broken_link(entry: Entry, last: Entry | None) -> str:
    expected = last.number + 1 if last else 1
    name = f"{entry.subject_kind} {entry.subject_id}, entry {entry.number}"
    if entry.number != expected:
        return f"{entry.subject_kind} {entry.subject_id}, entry {expected}: missing"
    if entry.previous_hash != (last.hash if last else ""):
        return f"{name}: does not follow the entry before it"
    if entry.hash != hash_of(_sealed(entry)):
        return f"{name}: changed after it was written"
    return _broken_text(entry, name)


def _broken_text(entry: Entry, name: str) -> str:
    if not entry.text_digest:
        return ""
    words = getattr(entry, "words", None)
    if words is None:
        return f"{name}: its text is missing"
    if words.erased_at is None and text_digest(words.salt, words.text) != entry.text_digest:
        return f"{name}: its text was changed"
    return ""


def _missing_tail(subject: tuple[str, int], last: Entry | None, head: Head | None) -> str:
    name = f"{subject[0]} {subject[1]}"
    if head is None:
        return f"{name}: its head is missing"
    if last is None or head.number != last.number:
        return f"{name}, entry {(last.number if last else 0) + 1}: missing at the end"
    return "" if head.hash == last.hash else f"{name}: its head does not match its last entry"


def _empty_chains(heads: dict[tuple[str, int], Head], seen: set[tuple[str, int]]) -> Iterator[str]:
    for subject, head in heads.items():
        if subject not in seen and head.number:
            yield f"{subject[0]} {subject[1]}, entry 1: missing at the end"


def _sealed(entry: Entry) -> Sealed:
    return Sealed(**{field: getattr(entry, field) for field in Sealed.__dataclass_fields__})
