"""HTML whose shape makes sanitising slow, made harmless first.

html5ever takes quadratic time in open elements and in attributes of one tag (8,000 nested <b>: 1.3 s).
Sanitising comes afterwards: what is left here need not be safe, only short.
"""

import re
from collections import Counter

MAX_HTML = 700_000
MAX_TAG = 4_000
MAX_OPEN = 150
MAX_FORMATS_OPEN = 8
MAX_NESTING_TAGS = 10_000
MAX_TAGS = 40_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_FORMATS = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
# These close themselves or each other, so that they do not nest when left open.
_FLAT = frozenset(
    [
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dd",
        "dt",
        "option",
        "br",
        "hr",
        "img",
        "meta",
        "link",
        "input",
        "col",
        "tbody",
        "thead",
        "tfoot",
        "area",
        "base",
        "wbr",
    ]
)


def bounded(source: str) -> str:
    """The source less the tags beyond the limits; ordinary mail comes back unchanged."""
    openings, pieces, end = _Openings(), [], 0
    while (match := _TAG.search(source, end)) is not None:
        pieces.append(source[end : match.start()])
        close = source.find(">", match.end())
        if close < 0:
            return "".join(pieces)[:MAX_HTML]
        end = close + 1
        if openings.admits(match[2].lower(), bool(match[1])):
            # A picture of megabytes in one attribute goes, the words around it stay.
            pieces.append(source[match.start() : end] if end - match.start() <= MAX_TAG else f"{match[0]}>")
    pieces.append(source[end:])
    return "".join(pieces)[:MAX_HTML]


class _Openings:
    """What is open while tags go by."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._formats = 0
        self._others = 0
        self._nesting_tags = 0
        self._tags = 0

    def admits(self, name: str, closing: bool) -> bool:
        self._tags += 1
        if self._tags > MAX_TAGS:
            return False
        if name in _FLAT:
            return True
        return self._closes(name) if closing else self._opens(name)

    def _closes(self, name: str) -> bool:
        if self._open[name]:
            self._count(name, -1)
            return True
        return False

    def _opens(self, name: str) -> bool:
        self._nesting_tags += 1
        full = self._formats >= MAX_FORMATS_OPEN if name in _FORMATS else self._others >= MAX_OPEN
        if full or self._nesting_tags > MAX_NESTING_TAGS:
            return False
        self._count(name, 1)
        return True

    def _count(self, name: str, step: int) -> None:
        self._open[name] += step
        if name in _FORMATS:
            self._formats += step
        else:
            self._others += step
