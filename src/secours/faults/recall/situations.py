"""Which situation does a text tell? Two channels, words and meaning; past cases have a say, and doubt is told."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from secours.faults.models import Fault
from secours.faults.recall.indexing import Phrases, phrases_for
from secours.faults.recall.meaning import MODEL, embed, literal
from secours.faults.recall.votes import votes_of_past
from secours.faults.recall.words import IGNORED, words_of
from secours.lib.meaning import Vectors
from secours.lib.text import one_line
from secours.people.actor import Actor

# Measured on the starter pack, each phrase left out in turn (tests/faults/test_recall.py holds the floor).
_BY_MEANING = (0.15, 0.10, 0.75)  # words, letter groups, meaning
_BY_WORDS = (0.70, 0.30, 0.0)
_SURE_BY_MEANING = 0.50
_SURE_BY_WORDS = 0.30
_SAME_CATEGORY = 0.06
_COMMON = 0.015  # for each time that a situation is e times commoner than others
_NEAREST = 120
_OFFERED = 15
_CLAUSE = re.compile(r"[.!?;:\n]+|,\s")
_MOST_CLAUSES = 6
_OF_A_PART = 0.96  # a clause alone counts a little less than the whole text


@dataclass(frozen=True)
class Match:
    """`score` is from 0 to about 1; it ranks, it is no probability."""

    fault: Fault
    score: float


@dataclass(frozen=True)
class Matches:
    """`is_unsure`: show “something else” first, then the choices if any."""

    choices: list[Match]
    is_unsure: bool


@dataclass(frozen=True)
class Suggestion:
    fault_id: int
    number: int
    title: str


def match_situations(
    actor: Actor,
    text: str,
    language: str = "fr",
    category_id: int | None = None,
    most: int = 3,
    *,
    told_in: str = "",
) -> Matches:
    """The situations that the text may tell, best first. A chosen category helps, it never decides.

    `language` is that of the reader: a situation without a title in it is not offered; `told_in` that of the
    text, where it is another.
    """
    text = one_line(text)[:2000]
    if not _tells_something(text):
        return Matches([], is_unsure=True)
    phrases, parts = phrases_for(actor), _parts(text)
    vectors = embed(parts)
    scores, sure = _scored(phrases, parts, vectors)
    scores = scores + _of_past_cases(phrases, actor, text, told_in or language, vectors)
    ranked = _ranked(phrases, scores, language, category_id)
    top = float(scores.max()) if len(scores) else 0.0
    return Matches(ranked[:most], is_unsure=top < sure)


def suggest(actor: Actor, text: str, most: int = 5) -> list[Suggestion]:
    """While someone types: words only, the last one unfinished, no model."""
    text = one_line(text)[-200:]
    if len(text) < 3:
        return []
    phrases = phrases_for(actor)
    by_word, by_group = phrases.words.scores(text, is_unfinished=True)
    best = phrases.best_of_faults(0.4 * by_word + 0.6 * by_group)
    order = [int(number) for number in np.argsort(-best, kind="stable")[:most] if best[number] > 0.12]
    faults = Fault.objects.in_bulk([phrases.faults[number] for number in order])
    found = [faults[phrases.faults[number]] for number in order if phrases.faults[number] in faults]
    return [Suggestion(fault.id, fault.number, fault.title) for fault in found if fault.title]


def faults_by_words(actor: Actor, words: str, most: int = 50) -> list[int]:
    """For a search box: ids whose wording or number has the words, best first."""
    phrases = phrases_for(actor)
    number = re.fullmatch(r"(?:p-?)?(\d+)", words.strip().lower())
    if number:
        return list(Fault.objects.filter(number=int(number[1])).values_list("id", flat=True))
    by_word, by_group = phrases.words.scores(words, is_unfinished=True)
    best = phrases.best_of_faults(0.5 * by_word + 0.5 * by_group)
    return [phrases.faults[int(n)] for n in np.argsort(-best, kind="stable")[:most] if best[n] > 0.15]


def scores_of(phrases: Phrases, text: str, *, without: str = "") -> tuple[Any, float]:
    """A score for each fault, and the least that is sure. `without`: a phrase to look past (measurements)."""
    parts = _parts(text)
    return _scored(phrases, parts, embed(parts), without)


def _scored(
    phrases: Phrases, parts: list[str], vectors: Vectors | None, without: str = ""
) -> tuple[Any, float]:
    kept = np.array([phrase != without for phrase in phrases.texts]) if without else 1.0
    meanings = None if vectors is None else _by_meaning(phrases, vectors, without)
    weights = _BY_WORDS if meanings is None else _BY_MEANING
    best = np.zeros(len(phrases.faults))
    for number, part in enumerate(parts):
        by_word, by_group = phrases.words.scores(part)
        mixed = (weights[0] * by_word + weights[1] * by_group) * kept
        if meanings is not None:
            mixed = mixed + weights[2] * meanings[number]
        best = np.maximum(best, phrases.best_of_faults(mixed) * (1.0 if number == 0 else _OF_A_PART))
    return best, _SURE_BY_WORDS if meanings is None else _SURE_BY_MEANING


def _of_past_cases(phrases: Phrases, actor: Actor, text: str, language: str, vectors: Vectors | None) -> Any:
    place = None if vectors is None else literal(vectors[0])
    votes = votes_of_past(actor, text, language, place)
    return np.array([votes.get(fault_id, 0.0) for fault_id in phrases.faults])


def _ranked(phrases: Phrases, scores: Any, language: str, category_id: int | None) -> list[Match]:
    likely = scores + _COMMON * np.log(np.maximum(phrases.shares, 0.05))
    order = np.argsort(-likely, kind="stable")[:_OFFERED]
    faults = Fault.objects.select_related("category").in_bulk([phrases.faults[int(n)] for n in order])
    ranked = []
    for number in order:
        fault = faults.get(phrases.faults[int(number)])
        if fault is not None and (fault.title_fr if language.startswith("fr") else fault.title_en):
            bonus = _SAME_CATEGORY if category_id is not None and fault.category_id == category_id else 0.0
            ranked.append(Match(fault, round(float(likely[number]) + bonus, 4)))
    return sorted(ranked, key=lambda match: -match.score)


def _tells_something(text: str) -> bool:
    return any(len(word) > 1 and word not in IGNORED for word in words_of(text))


def _parts(text: str) -> list[str]:
    """The whole text first, then its clauses: a greeting or an afterthought must not drown the fault."""
    clauses = [clause.strip() for clause in _CLAUSE.split(text)]
    told = [clause for clause in clauses if len(words_of(clause)) > 1 and clause != text]
    return [text, *told[:_MOST_CLAUSES]]


def _by_meaning(phrases: Phrases, vectors: Vectors, without: str) -> list[Any] | None:
    """For each part, the cosine with each phrase (0 beyond the nearest); None while none is placed."""
    with connection.cursor() as cursor:
        literals = [literal(vector) for vector in vectors]
        cursor.execute(_NEAREST_OF, [literals, MODEL, _NEAREST])
        rows = cursor.fetchall()
    found = [np.zeros(len(phrases.texts)) for _vector in vectors]
    placed = set()
    for part, fault_id, text, cosine in rows:
        number = phrases.places.get((fault_id, text))
        placed.add(part)
        if number is not None and text != without:
            found[part - 1][number] = max(cosine, 0.0)
    return found if len(placed) == len(vectors) else None


_NEAREST_OF = """
SELECT part, near.* FROM unnest(%s::text[]) WITH ORDINALITY AS told (vector, part),
  LATERAL faults_nearest(%s, vector::vector, %s) AS near
"""
