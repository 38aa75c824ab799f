"""Where a text repeats the words of another: what must go with words that are erased."""

import re

from secours.lib.text import clipped, one_line, unaccented

# Words in a row that are no coincidence: shorter texts count only when they are repeated whole.
_IN_A_ROW = 5
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^\n.!?…]*[\n.!?…]*")


def quotes(text: str, words: str) -> bool:
    """Whether `text` is `words`, their beginning, or repeats five of them in a row."""
    if not text.strip() or not words.strip():
        return False
    if one_line(text) in (one_line(words), clipped(words, len(one_line(text)))):
        return True
    return bool(_rows(_plain(text)) & _rows(_plain(words)))


def without_quotes(text: str, words: str) -> str:
    """`text` without the sentences that quote `words`."""
    kept = "".join(sentence for sentence in _SENTENCE.findall(text) if not quotes(sentence, words))
    return "" if quotes(kept, words) else kept.strip()


def _plain(text: str) -> list[str]:
    return _WORD.findall(unaccented(text).lower())


def _rows(plain: list[str]) -> set[tuple[str, ...]]:
    return {tuple(plain[at : at + _IN_A_ROW]) for at in range(len(plain) - _IN_A_ROW + 1)}
