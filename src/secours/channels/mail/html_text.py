"""HTML of mail: sanitised for showing, and as plain text for reading and searching."""

import html
import re

import nh3

from secours.channels.mail.html_bounds import bounded

_BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "hr",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "td",
    "th",
}
_TAG_OR_TEXT = re.compile(r"<(/?)(\w+)[^>]*>|([^<]+)")
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"}
_HTML_TAGS = nh3.ALLOWED_TAGS - {"img", "area", "map", "form", "input", "button"}
_RULE = "_" * 32


def sanitise(source: str) -> str:
    """HTML that can be put in a page: no script, style, form, nor anything loaded from outside."""
    return nh3.clean(bounded(source), tags=_HTML_TAGS, url_schemes={"http", "https", "mailto", "tel"})


def to_text(source: str) -> str:
    """Plain text; quoted blocks get "> " before each line, so that trimming knows them."""
    # After nh3 the source is well formed and without attributes: one regular pass is enough.
    well_formed = nh3.clean(bounded(source), tags=_BLOCKS, attributes={}, link_rel=None)
    builder = _Builder()
    for closing, tag, text in _TAG_OR_TEXT.findall(well_formed):
        if tag:
            builder.tag(tag, bool(closing))
        else:
            builder.text(html.unescape(text))
    return builder.result()


class _Builder:
    """Lines of text while tags go by."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._depth = 0
        self._verbatim = 0

    def text(self, text: str) -> None:
        if self._verbatim:
            first, *others = text.split("\n")
            self._words.append(first)
            for line in others:
                self._end_line(always=True)
                self._words.append(line)
        else:
            self._words.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def tag(self, tag: str, closing: bool) -> None:
        if tag in ("td", "th"):
            self._words.append(" ")
            return
        self._end_line(always=tag == "br")
        if tag in _PARAGRAPHS:
            self._blank_line()
        if tag == "hr":
            self._lines.append(self._prefix() + _RULE)
        elif tag == "li" and not closing:
            self._words.append("- ")
        elif tag == "blockquote":
            self._blank_line()
            self._depth += -1 if closing else 1
        elif tag == "pre":
            self._verbatim += -1 if closing else 1

    def result(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _end_line(self, always: bool = False) -> None:
        line = "".join(self._words)
        line = line.rstrip() if self._verbatim else line.strip()
        self._words = []
        if line:
            self._lines.append(self._prefix() + line)
        elif always:
            self._blank_line(twice=True)

    def _blank_line(self, twice: bool = False) -> None:
        blank = self._prefix().rstrip()
        if self._lines and (twice or self._lines[-1] != blank):
            self._lines.append(blank)

    def _prefix(self) -> str:
        return "> " * min(max(self._depth, 0), 9)
