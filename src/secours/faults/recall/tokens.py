"""What words count by: stems, neighbouring pairs, codes kept whole, and short stems. A token is a number of 32 bits.

Short of its ending, a word meets its plural and its verb; a pair (“black screen”) tells more than its words; a code
(“0x80070005”, “IMP-2E-03”) is that code or it is nothing; a stem of four letters forgives what the others do not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np

from secours.faults.recall.words import IGNORED
from secours.lib.text import unaccented

Tokens = np.ndarray[Any, np.dtype[np.int32]]

STEM, SHORT_STEM = 6, 4
_WORD = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+")
_MOST_TIMES = 255
# A question's own words, which say nothing of what it is about.
_ASKING = frozenset(["how", "do", "does", "can", "what", "when", "which"])
_SILENT = IGNORED | _ASKING


@dataclass(frozen=True)
class Terms:
    """Of a text: distinct tokens in order and how many times each; `length` counts its words."""

    tokens: Tokens
    times: np.ndarray[Any, np.dtype[np.uint8]]
    length: int


def terms_of(title: str, text: str) -> Terms:
    """The title counts twice. Short stems are marked, so that they meet each other only."""
    words = words_told(f"{title} {title} {text}")
    counted = Counter([*stems(words), *codes_told(f"{title} {title} {text}"), *short_stems(words)])
    numbered: Counter[int] = Counter()
    for token, times in counted.items():
        numbered[number_of(token)] += times
    tokens = np.array(sorted(numbered), dtype=np.int32)
    each = [min(numbered[token], _MOST_TIMES) for token in tokens.tolist()]
    return Terms(tokens, np.array(each, dtype=np.uint8), len(words))


def unpacked(sent: Sequence[bytes], times: Sequence[bytes]) -> tuple[Any, Any, Any]:
    """Of many texts: tokens, times, and the place of the text that each belongs to. `sent`: as PostgreSQL sends an
    array of integers, 20 bytes about it, then for each its size and itself."""
    sizes = np.array([len(one) for one in times], dtype=np.int64)
    body = np.frombuffer(b"".join(one[20:] for one in sent), dtype=">i4")[1::2].astype(np.int32)
    return body, np.frombuffer(b"".join(times), dtype=np.uint8), np.repeat(np.arange(len(sizes)), sizes)


def words_told(text: str) -> list[str]:
    """Unaccented words that tell something."""
    found = _WORD.findall(_plain(text))
    return [word for word in found if word not in _SILENT and len(word) > 1]


def stems(words: Sequence[str]) -> list[str]:
    """Words short of their endings, then each with its neighbour. A word with a digit is kept whole."""
    cut = [stem(word) for word in words]
    return cut + pairs(cut)


def pairs(cut: Sequence[str]) -> list[str]:
    return [f"{first}_{second}" for first, second in pairwise(cut)]


def stem(word: str) -> str:
    return word if any(letter.isdigit() for letter in word) else word[:STEM]


def short_stems(words: Iterable[str]) -> list[str]:
    return [f"{word[:SHORT_STEM]}~" for word in words]


def codes_told(text: str) -> list[str]:
    """Asset tags, versions, error codes that punctuation holds together."""
    found = _CODE.findall(_plain(text))
    return [f"={code}" for code in found if any(letter.isdigit() for letter in code)]


@lru_cache(maxsize=65536)
def number_of(token: str) -> int:
    """As PostgreSQL's integer holds it. Two tokens share a number once in four thousand million."""
    return crc32(token.encode()) - 2**31


def _plain(text: str) -> str:
    return unaccented(text.replace("’", "'")).lower()
