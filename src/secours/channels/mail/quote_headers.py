"""Finding in a text the lines by which a mail client announces what it quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secours.channels.mail.quote_phrases import (
    ANSWER_ABOVE,
    BEGINNING,
    KIND_OF_LABEL,
    OPENINGS,
    SEPARATOR,
    VERBS,
)

# Nothing looks at more than the beginning of a line: a line of a megabyte must cost nothing.
MAX_LINE = 400
_MAX_LINES_OF_ATTRIBUTION = 4
_MAX_LINES_OF_BLOCK = 14
_QUOTE_MARKS = re.compile(r"^[\s>|]*")
_LABEL = re.compile(r"^[\s>*|_]{0,30}([^\s:：*>|][^:：*>|]{0,22}?)[*_]{0,3}\s{0,2}[*]{0,2}[:：]")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d{2}\b|\d{1,2}[/.]\d{1,2}[/.]\d{2}|\d年|\d월|@")
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[/.]\d{1,2}[/.]\d{2}|\d年|\d월")
_ADDRESS_AT_END = re.compile(r"<?[^\s<>@]{1,80}@[^\s<>@]{1,80}>{0,2}\"?\s{0,2}[:：]$")


@dataclass(frozen=True)
class QuoteHeader:
    """Lines [first, end) announce a quotation; `sure_cut`: all that follows is history, quoted or not.

    `forward` says that they announce a message passed on.
    """

    first: int
    end: int
    sure_cut: bool
    forward: bool = False


def find_header(lines: Sequence[str], start: int) -> QuoteHeader | None:
    """The first announcement at or after line `start`."""
    for index in range(start, len(lines)):
        line = lines[index][:MAX_LINE]
        if not line or line.isspace():
            continue
        header = (
            _marker(lines, index, line)
            or _block(lines, index, line)
            or _attribution(lines, index, line, start)
        )
        if header is not None:
            return header
    return None


def _marker(lines: Sequence[str], index: int, line: str) -> QuoteHeader | None:
    if ANSWER_ABOVE.search(line) and re.search(r"^[\s>]*[-#=_*]|[-#=_*]\s*$", line):
        return QuoteHeader(index, index + 1, sure_cut=True)
    if BEGINNING.match(line) or (SEPARATOR.match(line) and re.search(r"[-_=*—]{2}", line)):
        block = _block_after(lines, index + 1)
        end = block.end if block else index + 1
        forward = bool(BEGINNING.match(line)) or bool(
            re.search(r"forward|transf|réexp|weitergel|inoltr|reenv", line, re.I)
        )
        return QuoteHeader(index, end, sure_cut=True, forward=forward)
    return None


def _block_after(lines: Sequence[str], index: int) -> QuoteHeader | None:
    while index < len(lines) and index < len(lines) and not lines[index].strip("> \t"):
        index += 1
    return _block(lines, index, lines[index][:MAX_LINE], lenient=True) if index < len(lines) else None


def _block(lines: Sequence[str], index: int, line: str, lenient: bool = False) -> QuoteHeader | None:
    """From: / Sent: / To: / Subject: in any of the known languages, wrapped or spaced by blank lines."""
    if _kind(line) in (None, "other", "to"):
        return None
    kinds, end, gap = {_kind(line)}, index + 1, 0
    for position in range(index + 1, min(len(lines), index + _MAX_LINES_OF_BLOCK)):
        kind = _kind(lines[position][:MAX_LINE])
        gap = 0 if kind else gap + 1
        if kind:
            kinds.add(kind)
            end = position + 1
        if gap > 2 or (gap and len(kinds - {"other"}) >= 4):
            break
    enough = {"from", "date"} <= kinds or {"from", "subject"} <= kinds or (lenient and "from" in kinds)
    return QuoteHeader(index, _end_of_subject(lines, end), sure_cut=True) if enough else None


def _end_of_subject(lines: Sequence[str], end: int) -> int:
    """A wrapped last header goes on until the blank line, if one follows at once."""
    for position in range(end, min(len(lines), end + 2)):
        if not lines[position].strip("> \t"):
            return position
    return end


def _kind(line: str) -> str | None:
    match = _LABEL.match(line)
    return KIND_OF_LABEL.get(match[1].strip().lower()) if match else None


def _attribution(lines: Sequence[str], index: int, line: str, start: int) -> QuoteHeader | None:
    """`On … wrote:` over one to four lines, the last of which is `line`."""
    if not line.rstrip(" >*").endswith((":", "：", "----")) or len(line) >= MAX_LINE:
        return None
    spans = list(_spans(lines, index, start))
    for test in (_is_fully_dated_attribution, _is_dated_attribution, _is_named_attribution):
        for first, joined in spans:
            if test(joined):
                return QuoteHeader(first, index + 1, sure_cut=False)
    return None


def _spans(lines: Sequence[str], index: int, start: int) -> list[tuple[int, str]]:
    """The line alone, then with one, two, three lines before it, as far as no blank one comes."""
    spans, joined = [], ""
    for first in range(index, max(start, index - _MAX_LINES_OF_ATTRIBUTION + 1) - 1, -1):
        bare = _QUOTE_MARKS.sub("", lines[first][:MAX_LINE]).strip()
        if not bare:
            break
        joined = f"{bare} {joined}".strip()
        spans.append((first, joined))
    return spans


def _is_fully_dated_attribution(joined: str) -> bool:
    """With the day, not only the hour: `at 10:18, Ana wrote:` is the rest of a longer one."""
    return bool(_DAY.search(joined)) and _is_dated_attribution(joined)


def _is_dated_attribution(joined: str) -> bool:
    text = joined.lower().lstrip("-*—~ \u200b")
    opens = text.startswith(OPENINGS) or text[:1].isdigit()
    if not opens or not _DATED.search(text):
        return False
    return _has_verb(text) or bool(
        re.search(r"\d", text) and _ADDRESS_AT_END.search(text) and _DATED.search(text[:40])
    )


def _is_named_attribution(joined: str) -> bool:
    """`Name <address> wrote:`: with an address or a date, so that ordinary sentences stay."""
    return _has_verb(joined.lower()) and bool(_DATED.search(joined))


def _has_verb(text: str) -> bool:
    tail = text[-160:]
    return any(verb in tail for verb in VERBS)
