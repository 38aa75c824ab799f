"""Making documents findable: their tokens, and their pieces placed by meaning."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from secours.faults.models import Document
from secours.faults.recall.meaning import MODEL, embed, literal
from secours.faults.recall.tokens import terms_of
from secours.lib.text import one_line

PIECE_WORDS = 60
_MOST_PIECES = 40
_BATCH = 16  # texts: a greater one is slower, the processor's cache being what it is
_PATIENCE = 60.0  # seconds: nobody waits for this


@dataclass(frozen=True)
class Source:
    """A document as people wrote it; nothing of an internal note. `organisation_id` None: shared."""

    kind: str
    subject_id: int
    language: str
    title: str
    text: str
    organisation_id: int | None = None
    device_id: int | None = None
    device_model: str = ""
    site_id: int | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True)
class Placed:
    """Sources with the places of their pieces, ready to be written; `vectors`: text → place, None without the model."""

    sources: Sequence[Source]
    vectors: dict[str, str] | None

    def only(self, subject_ids: Collection[int]) -> "Placed":
        return Placed([one for one in self.sources if one.subject_id in subject_ids], self.vectors)


def place(sources: Sequence[Source]) -> Placed:
    """The long part: milliseconds a piece, without the database."""
    texts = (text for source in sources for _is_title, text in pieces_of(source.title, source.text))
    return Placed(sources, _embedded(texts))


def write(placed: Placed) -> int:
    """In place of what was known of the same subjects; gives how many are known by meaning."""
    sources, vectors = placed.sources, placed.vectors
    if not sources:
        return 0
    ids = _written(sources, MODEL if vectors is not None else "")
    if vectors is None:
        return 0
    rows = [
        (source.organisation_id, number, source.kind, is_title, vectors[text])
        for source, number in zip(sources, ids, strict=True)
        for is_title, text in pieces_of(source.title, source.text)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, [list(column) for column in zip(*rows, strict=True)])
    return len(sources)


def forget(kind: str, subject_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [[kind] * len(subject_ids), list(subject_ids)])


def pieces_of(title: str, text: str) -> Iterator[tuple[bool, str]]:
    """The title (True), then each sixty words after the title."""
    title, words = one_line(title), text.split()[: PIECE_WORDS * _MOST_PIECES]
    if title:
        yield True, title
    for start in range(0, max(len(words), 1), PIECE_WORDS):
        piece = " ".join(words[start : start + PIECE_WORDS])
        yield False, f"{title}. {piece}" if title and piece else title or piece


def recount() -> None:
    """How rare words are, and how many documents each organisation has: recall weighs by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT faults_recall_recount()")


def _embedded(texts: Iterable[str]) -> dict[str, str] | None:
    """Text → its place as pgvector reads it; None without the model. Texts of like length go together."""
    every, placed = sorted({*texts}, key=len), dict[str, str]()
    for start in range(0, len(every), _BATCH):
        batch = every[start : start + _BATCH]
        vectors = embed([text[:2000] for text in batch], patience=_PATIENCE)
        if vectors is None:
            return None
        placed.update((text, literal(vector)) for text, vector in zip(batch, vectors, strict=True))
    return placed


def _written(sources: Sequence[Source], model: str) -> list[int]:
    """Ids, in order. What was there of the same subjects goes first, pieces with it."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [[s.kind for s in sources], [s.subject_id for s in sources]])
    made = Document.objects.bulk_create([_document(source, model) for source in sources])
    return [document.id for document in made]


def _document(source: Source, model: str) -> Document:
    terms = terms_of(source.title, source.text)
    facts: dict[str, Any] = {
        name: getattr(source, name)
        for name in ("kind", "subject_id", "language", "organisation_id", "device_id", "device_model")
    }
    facts |= {"site_id": source.site_id, "happened_at": source.happened_at, "model": model}
    return Document(**facts, length=terms.length, tokens=terms.tokens.tolist(), times=terms.times.tobytes())


_PIECES = """
INSERT INTO faults_piece (organisation_id, document_id, kind, is_title, embedding)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::halfvec[])
"""
_FORGET = """
WITH gone AS (SELECT d.id FROM faults_document d JOIN unnest(%s::text[], %s::bigint[]) g (kind, subject)
                ON d.kind = g.kind AND d.subject_id = g.subject),
  pieces AS (DELETE FROM faults_piece WHERE document_id IN (SELECT id FROM gone))
DELETE FROM faults_document WHERE id IN (SELECT id FROM gone)
"""
