"""The channel of words: TF-IDF over unaccented words and the letter groups inside them. Pure NumPy.

Letter groups forgive typos and endings; words keep names and codes exact.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
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
    """An inverted list in four arrays: the phrases that have feature n, and its weight in each, lie from
    `starts[n]` to `starts[n + 1]`; the weights of a phrase have length 1. `size`: how many phrases."""

    numbers: dict[str, int]
    starts: Any
    phrases: Any
    weights: Any
    rarity: Any
    unseen: float
    size: int

    def scores(self, features: Counter[str]) -> Scores:
        """Cosine with every phrase."""
        known = {name: self.numbers.get(name, -1) for name in features}
        weights = {
            name: (1 + log(times)) * (self.rarity[known[name]] if known[name] >= 0 else self.unseen)
            for name, times in features.items()
        }
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found = [(self._at(number), weights[name] / length) for name, number in known.items() if number >= 0]
        if not found:
            return np.zeros(self.size)
        phrases = np.concatenate([self.phrases[at] for at, _weight in found])
        shares = np.concatenate([self.weights[at] * np.float32(weight) for at, weight in found])
        return np.asarray(np.bincount(phrases, weights=shares, minlength=self.size), dtype=np.float64)

    def _at(self, number: int) -> slice:
        return slice(self.starts[number], self.starts[number + 1])


class WordIndex:
    """Phrases by number; `scores` tells how near a text is to each, from 0 to 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def scores(self, text: str, *, is_unfinished: bool = False) -> tuple[Scores, Scores]:
        """By words, by letter groups. `is_unfinished`: the last word is still being typed."""
        words = words_of(text)
        by_group = self._groups.scores(Counter(_groups(words, is_unfinished)))
        return self._words.scores(Counter(_words(words))), by_group

    @cached_property
    def _words(self) -> _Channel:
        return _channel(_words(words_of(text)) for text in self._texts)

    @cached_property
    def _groups(self) -> _Channel:
        return _channel(_groups(words_of(text)) for text in self._texts)


def _words(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in IGNORED]


def _groups(words: Sequence[str], is_unfinished: bool = False) -> list[str]:
    found: list[str] = []
    for number, word in enumerate(words, start=1):
        padded = f" {word}" if is_unfinished and number == len(words) else f" {word} "
        for size in _GROUPS:
            found.extend(padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))
    return found


def _channel(rows: Iterable[list[str]]) -> _Channel:
    """Some three million letter groups for ten thousand situations: what can be is done by array."""
    numbers: dict[str, int] = {}
    features, lengths = array("q"), array("q")
    for row in rows:
        features.extend(numbers.setdefault(name, len(numbers)) for name in row)
        lengths.append(len(row))
    size, many = len(lengths), max(len(numbers), 1)
    owners = np.repeat(np.arange(size), np.array(lengths, dtype=np.int64))
    pairs, times = np.unique(owners * many + np.array(features, dtype=np.int64), return_counts=True)
    owners, kinds = np.divmod(pairs, many)
    seen = np.bincount(kinds, minlength=many)
    rarity = np.log((1 + size) / (1 + seen)) + 1
    weights = (1 + np.log(times)) * rarity[kinds]
    weights /= np.sqrt(np.bincount(owners, weights * weights, minlength=size))[owners]
    order = np.argsort(kinds, kind="stable")
    return _Channel(
        numbers=numbers,
        starts=np.concatenate([[0], np.cumsum(seen)]),
        phrases=owners[order].astype(np.int32),
        weights=weights[order].astype(np.float32),
        rarity=rarity,
        unseen=log(1 + size) + 1,
        size=size,
    )
