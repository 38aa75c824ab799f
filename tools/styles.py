"""Tabler's style sheet, kept to the classes that Secours may write.

Tabler dresses everything that an application could show; Secours uses a tenth of it, and the first page of a person
carried the rest. A rule goes when its selector asks for a class that no source of ours names: neither as a word,
nor as the beginning of one put together (`btn-{{ kind }}`). What is inside `:not(…)`, `:is(…)` or `:where(…)` asks for
nothing here, so that doubt keeps the rule.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_WORD = re.compile(r"[A-Za-z0-9_-]+")
_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_INSIDE = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
# Blocks that hold rules; others (fonts, movements, properties) hold declarations and stay whole.
_HOLDS_RULES = ("@media", "@supports", "@layer", "@container")
_LICENCE = re.compile(r"/\*!.*?\*/", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STOPS = re.compile(r"[{;]")
_BRACES = re.compile(r"""["'](?:[^"'\\]|\\.)*?["']|[{}]""")


class Words:
    """What the sources name."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = {word for text in texts for word in _WORD.findall(text)}
        self._beginnings = tuple(
            word for word in self._words if word.endswith("-") and len(word.strip("-")) > 1
        )

    def may_name(self, css_class: str) -> bool:
        return css_class in self._words or css_class.startswith(self._beginnings)


def words_of(package: Path) -> Words:
    """Of the templates, the Python and the scripts; the style sheets ask, they do not name."""
    kinds = {".html", ".py", ".js"}
    files = (
        path for path in sorted(package.rglob("*")) if path.suffix in kinds and "vendor" not in path.parts
    )
    return Words(path.read_text(encoding="utf-8") for path in files if "built" not in path.parts)


def kept(css: str, words: Words) -> str:
    """Licences stay, in front."""
    licences = "".join(_LICENCE.findall(css))
    return licences + "".join(_kept(_COMMENT.sub("", css), words))


def _kept(css: str, words: Words) -> Iterator[str]:
    for head, body in _blocks(css):
        if body is None or (head.startswith("@") and not head.startswith(_HOLDS_RULES)):
            yield head if body is None else f"{head}{{{body}}}"
        elif head.startswith("@"):
            inner = "".join(_kept(body, words))
            if inner:
                yield f"{head}{{{inner}}}"
        else:
            asked = [one for one in _selectors(head) if _may_match(one, words)]
            if asked:
                yield f"{','.join(asked)}{{{body}}}"


def _may_match(selector: str, words: Words) -> bool:
    asked = _CLASS.findall(_INSIDE.sub("", selector))
    return all(words.may_name(one.replace("\\", "")) for one in asked)


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """What stands before each brace at this depth, and what is between it and its end; a statement has no body."""
    at = 0
    while at < len(css):
        mark = _STOPS.search(css, at)
        if mark is None:
            return
        head = css[at : mark.start()].strip()
        if mark[0] == ";":
            yield f"{head};", None
            at = mark.end()
            continue
        end = _end(css, mark.end())
        yield head, css[mark.end() : end]
        at = end + 1


def _end(css: str, at: int) -> int:
    """The place of the brace that ends the block begun before `at`; those in quotes do not count."""
    depth = 1
    for mark in _BRACES.finditer(css, at):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if not depth:
            return mark.start()
    raise ValueError("a block of the style sheet has no end")


def _selectors(head: str) -> Iterator[str]:
    """Parts between the commas that stand in no parenthesis."""
    depth, begun = 0, 0
    for place, letter in enumerate(head):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            yield head[begun:place]
            begun = place + 1
    yield head[begun:]
