"""Documents near a question, within the reach of the transaction; whoever shows one passes it through access."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from secours.faults.recall.meaning import embed, literal
from secours.faults.recall.ranking import Candidates, Question, Rarity, nearness, question
from secours.lib.statements import Reading, written

# Words of a question: more of a long mail tells nothing more, and costs.
_MOST_WORDS, _MEANT_WORDS = 300, 120
_MOST_WORDED = 100  # documents that the rare tokens bring
_NEAREST = 40  # pieces
# A document less near than this is only the least far: placed by meaning, or known by its words alone.
_NEAR, _NEAR_BY_WORDS = 0.8, 0.35


@dataclass(frozen=True)
class Found:
    """A document near a question. `nearness` ranks; it is no probability. `is_near`: worth being shown."""

    subject_id: int
    nearness: float
    is_near: bool
    device_id: int | None
    device_model: str
    site_id: int | None
    happened_at: datetime | None


class FindAsked:
    """What is near a question, asked among what a page asks. `place`: of the question by meaning, as pgvector reads
    it; without one, that of the ticket `like`, when its words are placed; else words alone."""

    def __init__(
        self,
        reading: Reading,
        kind: str,
        asked: Question,
        *,
        place: str | None = None,
        like: int | None = None,
    ) -> None:
        self.question = asked
        self.counts = reading.ask(_COUNTS, tokens=asked.tokens)
        self.found = reading.ask(
            _FIND if like is None else _LIKE,
            kind=kind,
            sought=asked.words.tolist(),
            others=sorted({token for notion in asked.notions for token in notion.tolist()}),
            place=place,
            like=like,
            most=_MOST_WORDED,
            nearest=_NEAREST,
        )

    def told(self) -> list[Found]:
        """Best first, some hundreds at most."""
        rows = self.found.rows
        if not rows:
            return []
        columns = list(zip(*rows, strict=True))
        scores = nearness(self.question, _candidates(columns), _rarity(*self.counts.rows[0]))
        return [
            _found(rows[number], float(scores[number]))
            for number in np.argsort(-scores, kind="stable").tolist()
        ]


def find_documents(kind: str, text: str, language: str) -> list[Found]:
    """By words and meaning; by words alone where the model is missing."""
    words = text.split()[:_MOST_WORDS]
    vectors = embed([" ".join(words[:_MEANT_WORDS])]) if words else None
    place = literal(vectors[0]) if vectors is not None else None
    return FindAsked(Reading(), kind, question(" ".join(words), language), place=place).told()


def _rarity(
    known: list[int] | None, counts: list[int] | None, everywhere: int, _within: int, words: int
) -> Rarity:
    tokens = np.array(known or [], dtype=np.int32)
    order = np.argsort(tokens)
    seen = np.array(counts or [], dtype=float)
    return Rarity(tokens[order], seen[order], everywhere, words / everywhere if everywhere else 0.0)


def _candidates(columns: Sequence[Sequence[Any]]) -> Candidates:
    _subject, languages, lengths, tokens, times = columns[:5]
    best = _cosines(columns[10])
    return Candidates(
        languages=languages,
        lengths=np.array(lengths, dtype=float),
        tokens=tokens,
        times=times,
        title=_cosines(columns[9], best),
        best=best,
        mean=_cosines(columns[11], best),
    )


def _cosines(told: Sequence[float | None], instead: Any = 0.0) -> Any:
    """A document that no model placed is near by its words only; one without a title, by its pieces."""
    known = np.array(told, dtype=float)
    return np.where(np.isnan(known), instead, known)


def _found(row: Sequence[Any], score: float) -> Found:
    device_id, device_model, site_id, happened_at = row[5:9]
    is_near = score >= (_NEAR_BY_WORDS if row[10] is None else _NEAR)
    return Found(row[0], round(score, 4), is_near, device_id, device_model, site_id, happened_at)


_ASKED = ("most", "nearest")
_COUNTS = written("SELECT * FROM faults_recall_counts(%s::integer[])", "tokens")
_FIND = written(
    "SELECT * FROM faults_recall(%s, %s::integer[], %s::integer[], %s::halfvec, %s, %s)",
    *("kind", "sought", "others", "place", *_ASKED),
)
_LIKE = written(
    """SELECT * FROM faults_recall(%s, %s::integer[], %s::integer[], (SELECT p.embedding FROM faults_document d
         JOIN faults_piece p ON p.document_id = d.id AND NOT p.is_title
         WHERE d.kind = 'ticket' AND d.subject_id = %s ORDER BY p.id LIMIT 1), %s, %s)""",
    *("kind", "sought", "others", "like", *_ASKED),
)
