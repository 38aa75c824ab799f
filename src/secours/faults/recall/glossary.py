"""French and English words of the field, so that words count across the two languages."""

from collections.abc import Sequence
from functools import cache
from importlib import resources

from secours.faults.recall.tokens import stem, words_told

_LONGEST = 3
Notion = tuple[tuple[str, ...], ...]


def other_words(words: Sequence[str], language: str) -> list[Notion]:
    """For each notion that the words name, its wordings in the other language, as stems."""
    known, cut = _glossary().get(language[:2], {}), [stem(word) for word in words]
    found: dict[Notion, None] = {}
    place = 0
    while place < len(cut):
        size = next(
            (
                n
                for n in range(_LONGEST, 0, -1)
                if tuple(cut[place : place + n]) in known and place + n <= len(cut)
            ),
            0,
        )
        if size:
            found[known[tuple(cut[place : place + size])]] = None
        place += size or 1
    return list(found)


@cache
def _glossary() -> dict[str, dict[tuple[str, ...], Notion]]:
    """By language: the stems of a wording → what the other language says."""
    text = resources.files("secours.packs").joinpath("words/glossary.txt").read_text(encoding="utf-8")
    lines = [line.split("=") for line in text.splitlines() if "=" in line and not line.startswith("#")]
    sides = [(_wordings(french), _wordings(english)) for french, english in lines]
    return {
        "fr": _meeting([(french, english) for french, english in sides]),
        "en": _meeting([(english, french) for french, english in sides]),
    }


def _wordings(side: str) -> Notion:
    return tuple(tuple(stem(word) for word in words_told(wording)) for wording in side.split(","))


def _meeting(sides: list[tuple[Notion, Notion]]) -> dict[tuple[str, ...], Notion]:
    met: dict[tuple[str, ...], Notion] = {}
    for said, others in sides:
        for wording in said:
            if wording:
                met[wording] = tuple(dict.fromkeys((*met.get(wording, ()), *(o for o in others if o))))
    return met
