"""How near documents are to a question: their words, their meaning, and the two together. Pure NumPy.

The weights were fitted on one public set and shown on others (docs/decisions/2026-11-24-recall.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secours.faults.recall.glossary import other_words
from secours.faults.recall.tokens import (
    Tokens,
    codes_told,
    number_of,
    pairs,
    short_stems,
    stems,
    unpacked,
    words_told,
)

Scores = np.ndarray[Any, np.dtype[np.float64]]

_K1, _B = 1.2, 0.75
# Weights of words, of short stems and notions, and of the cosines of title, best piece, and pieces on the average.
_SAME = {"words": 1.5, "short": 0.4, "title": 0.3, "best": 1.0, "mean": 0.2}
# Of documents in another language than the question's: words through the glossary.
_ACROSS = {"notions": 0.4, "title": 0.2, "best": 1.0, "mean": 0.4}


@dataclass(frozen=True)
class Question:
    """The tokens of a text: its own, its short stems, and for each notion what the other language says."""

    language: str
    words: Tokens
    short: Tokens
    notions: tuple[Tokens, ...]

    @property
    def tokens(self) -> list[int]:
        every = [self.words, self.short, *self.notions]
        return sorted({token for tokens in every for token in tokens.tolist()})


@dataclass(frozen=True)
class Rarity:
    """In how many documents each token is, of `documents` in all, which have `mean_length` words."""

    tokens: Tokens
    counts: Any
    documents: int
    mean_length: float

    def of(self, tokens: Tokens) -> Scores:
        """The weight of each token. One that was not counted is held to be in one document."""
        seen = self.counted(tokens)
        weights: Scores = np.log1p(np.maximum(self.documents - seen + 0.5, 0.5) / (seen + 0.5))
        return weights

    def counted(self, tokens: Tokens) -> Any:
        if not len(self.tokens):
            return np.ones(len(tokens))
        place = np.minimum(np.searchsorted(self.tokens, tokens), len(self.tokens) - 1)
        return np.where(self.tokens[place] == tokens, self.counts[place], 1)


@dataclass(frozen=True)
class Candidates:
    """What recall's functions found: of each document, what its nearness is worked out from."""

    languages: Sequence[str]
    lengths: Any
    tokens: Sequence[bytes]
    times: Sequence[bytes]
    title: Scores
    best: Scores
    mean: Scores


def question(text: str, language: str) -> Question:
    words = words_told(text)
    own = [*stems(words), *codes_told(text)]
    notions = [_numbers(_wordings(notion)) for notion in other_words(words, language)]
    return Question(language[:2], _numbers(own), _numbers(short_stems(words)), tuple(notions))


def nearness(asked: Question, found: Candidates, rarity: Rarity) -> Scores:
    """From 0 to about 4; it ranks, it is no probability."""
    hits = _Hits(asked, found, rarity)
    same = _SAME["words"] * hits.share(asked.words) + _SAME["short"] * hits.share(asked.short)
    same += _meant(found, _SAME)
    is_same = np.array([language[:2] == asked.language for language in found.languages], dtype=bool)
    if is_same.all():
        return same
    across = _ACROSS["notions"] * hits.share_of_notions(asked.notions) + _meant(found, _ACROSS)
    nearest: Scores = np.where(is_same, same, across)
    return nearest


def _meant(found: Candidates, weights: dict[str, float]) -> Scores:
    meant: Scores = sum(weights[name] * getattr(found, name) for name in ("title", "best", "mean"))
    return meant


class _Hits:
    """Where the question's tokens are in the candidates, looked up once."""

    def __init__(self, asked: Question, found: Candidates, rarity: Rarity) -> None:
        tokens, times, texts = unpacked(found.tokens, found.times)
        wanted = np.array(asked.tokens, dtype=np.int32)
        is_near = np.zeros(1 << 16, dtype=bool)  # most tokens are none of these: told by half of their bits
        is_near[wanted & 0xFFFF] = True
        kept = np.flatnonzero(is_near[tokens & 0xFFFF])
        kept = kept[np.isin(tokens[kept], wanted)]
        self.tokens, self.times, self.texts = tokens[kept], times[kept].astype(float), texts[kept]
        self.lengths, self.rarity, self.size = found.lengths, rarity, len(found.languages)

    def share(self, wanted: Tokens) -> Scores:
        """BM25 of each text, over the most that the question could get."""
        weights = self.rarity.of(wanted)
        places, which = self._of(wanted)
        gained = weights[which] * self._saturated(places)
        found = np.bincount(self.texts[places], gained, minlength=self.size)
        share: Scores = found / (weights.sum() * (_K1 + 1) or 1.0)
        return share

    def share_of_notions(self, notions: Sequence[Tokens]) -> Scores:
        """Of each notion the wording that tells most."""
        told, most = np.zeros(self.size), 0.0
        for notion in notions:
            weights = self.rarity.of(notion)
            places, which = self._of(notion)
            best = np.zeros(self.size)
            np.maximum.at(best, self.texts[places], weights[which] * self._saturated(places))
            told += best
            most += float(weights.max()) * (_K1 + 1)
        return told / (most or 1.0)

    def _of(self, wanted: Tokens) -> tuple[Any, Any]:
        if not len(wanted):
            return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
        which = np.minimum(np.searchsorted(wanted, self.tokens), len(wanted) - 1)
        places = np.flatnonzero(wanted[which] == self.tokens)
        return places, which[places]

    def _saturated(self, places: Any) -> Scores:
        """How much a token tells by its times in a text of this length."""
        times = self.times[places]
        relative = self.lengths[self.texts[places]] / (self.rarity.mean_length or 1.0)
        saturated: Scores = times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * relative))
        return saturated


def _wordings(notion: Sequence[tuple[str, ...]]) -> list[str]:
    """A wording of several words counts as its pairs."""
    return [token for wording in notion for token in (pairs(wording) if len(wording) > 1 else wording)]


def _numbers(tokens: Sequence[str]) -> Tokens:
    return np.array(sorted({number_of(token) for token in tokens}), dtype=np.int32)
