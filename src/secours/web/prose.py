"""Plain text as it is read: paragraphs, lists, links. Nothing else of it is markup, and all of it is escaped."""

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_ITEM = re.compile(r"\s{0,3}(?:(?P<dot>[-•*–])|\d{1,2}[.)])\s+(?P<words>\S.*)")
# [words](address) or a bare address; web addresses only.
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,200})\]\((?P<named>https?://[^\s()]+)\)|(?P<bare>https?://[^\s<>\"]+)"
)
_AFTER = ".,;:!?)»”’'\u00a0"


def prose_html(text: str) -> SafeString:
    """`- ` or `1. ` begins an item of a list, an empty line ends a paragraph."""
    return mark_safe("\n".join(_blocks(text)))


def _blocks(text: str) -> Iterator[str]:
    for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        lines = [line.rstrip() for line in part.split("\n") if line.strip()]
        for kind, group in groupby(lines, key=_kind):
            told = list(group)
            if kind == "p":
                yield f"<p>{'<br>'.join(_linked(line.strip()) for line in told)}</p>"
            else:
                items = "".join(f"<li>{_linked(_words(line))}</li>" for line in told)
                yield f"<{kind}>{items}</{kind}>"


def _kind(line: str) -> str:
    item = _ITEM.fullmatch(line)
    if item is None:
        return "p"
    return "ul" if item["dot"] else "ol"


def _words(line: str) -> str:
    item = _ITEM.fullmatch(line)
    return item["words"] if item else line


def _linked(line: str) -> str:
    told, end = [], 0
    for link in _LINK.finditer(line):
        address = link["named"] or link["bare"].rstrip(_AFTER)
        told += [escape(line[end : link.start()]), _link(address, link["words"] or address)]
        end = link.end() if link["named"] else link.start() + len(address)
    return "".join([*told, escape(line[end:])])


def _link(address: str, words: str) -> str:
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', address, words)
