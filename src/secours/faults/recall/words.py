"""The channel of words: TF-IDF over unaccented words and the letter groups inside them. Pure NumPy.

Letter groups forgive typos and endings; words keep names and codes exact.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt
from typing import Any

import numpy as np

from secours.lib.text import unaccented

Scores = np.ndarray[Any, np.dtype[np.float64]]

_WORD = re.compile(r"[a-z0-9]+")
_GROUPS = (3, 4, 5)
# Words that tell nothing of a fault, in both languages, unaccented, with the halves of elisions.
_IGNORED = """
a ai ainsi alors as au aucun aussi aux avec c ca ce ces cet cette chez comme d dans de des du elle en es
est et eu il ils j je l la le les leur lui m ma mais me mes mon n ne nos notre nous on ou par pas plus
pour qu que qui s sa se ses si son sont sur t ta te tu un une vos votre vous y bonjour merci svp the a
an and are at be but by for from has have he her his i im in is it its me my no not of on or our she so
that their they this to was we were with you your hello hi thanks please
"""
IGNORED = frozenset(_IGNORED.split())


def words_of(text: str) -> list[str]:
    return _WORD.findall(unaccented(text.replace("’", "'")).lower())


@dataclass(frozen=True)
class _Channel:
    """An inverted list: feature to (phrase numbers, weights); rows have length 1."""

    postings: dict[str, tuple[Any, Any]]
    rarity: dict[str, float]
    unseen: float
    size: int

    def scores(self, features: Counter[str]) -> Scores:
        """Cosine with every phrase."""
        found = np.zeros(self.size)
        weights = {
            name: (1 + log(times)) * self.rarity.get(name, self.unseen) for name, times in features.items()
        }
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for name, weight in weights.items():
            posting = self.postings.get(name)
            if posting is not None:
                found[posting[0]] += posting[1] * (weight / length)
        return found


class WordIndex:
    """Phrases by number; `scores` tells how near a text is to each, from 0 to 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def scores(self, text: str, *, is_unfinished: bool = False) -> tuple[Scores, Scores]:
        """By words, by letter groups. `is_unfinished`: the last word is still being typed."""
        words = words_of(text)
        return self._words.scores(_words(words)), self._groups.scores(_groups(words, is_unfinished))

    @cached_property
    def _words(self) -> _Channel:
        return _channel([_words(words_of(text)) for text in self._texts])

    @cached_property
    def _groups(self) -> _Channel:
        return _channel([_groups(words_of(text)) for text in self._texts])


def _words(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if word not in IGNORED)


def _groups(words: Sequence[str], is_unfinished: bool = False) -> Counter[str]:
    counted: Counter[str] = Counter()
    for number, word in enumerate(words, start=1):
        padded = f" {word}" if is_unfinished and number == len(words) else f" {word} "
        for size in _GROUPS:
            counted.update(padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))
    return counted


def _channel(rows: list[Counter[str]]) -> _Channel:
    seen = Counter(name for row in rows for name in row)
    size = len(rows)
    rarity = {name: log((1 + size) / (1 + times)) + 1 for name, times in seen.items()}
    gathered: dict[str, tuple[list[int], list[float]]] = {}
    for number, row in enumerate(rows):
        weights = {name: (1 + log(times)) * rarity[name] for name, times in row.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for name, weight in weights.items():
            numbers, values = gathered.setdefault(name, ([], []))
            numbers.append(number)
            values.append(weight / length)
    postings = {
        name: (np.array(numbers, dtype=np.int32), np.array(values, dtype=np.float32))
        for name, (numbers, values) in gathered.items()
    }
    return _Channel(postings, rarity, log(1 + size) + 1, size)
