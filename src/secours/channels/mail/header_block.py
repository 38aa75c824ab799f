"""The header block of a raw message, mended where the stdlib parser would take its rest for the body."""

import re

MAX_BLOCK = 500_000
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"[!-9;-~]{1,200}:|[ \t]")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|received|mime-version|content-type|content-transfer-encoding"
    rb"|return-path|reply-to|in-reply-to|references)\s{0,3}:",
    re.IGNORECASE,
)
_SPACE_BEFORE_COLON = re.compile(rb"^([!-9;-~]{1,60})[ \t]{1,3}:")


def mended(raw: bytes) -> bytes:
    """The message, with lines that are no header marked as unreadable instead of ending the headers.

    Only lines above the last known header are touched: a body that follows without a blank line stays one.
    """
    raw = _without_far_headers(raw)
    blank = _BLANK_LINE.search(raw)
    head = raw[: blank.start()] if blank else raw[:MAX_BLOCK]
    lines = head.split(b"\n")
    known = [index for index, line in enumerate(lines) if _KNOWN.match(line)]
    if len(known) < 2 or all(_HEADER.match(line) for line in lines[: known[-1]]):
        return raw
    fixed = [_mended_line(line) for line in lines[: known[-1]]]
    return b"\n".join([*fixed, *lines[known[-1] :]]) + raw[len(head) :]


def _without_far_headers(raw: bytes) -> bytes:
    """Headers beyond MAX_BLOCK bytes are dropped: each costs the stdlib parser microseconds."""
    blank = _BLANK_LINE.search(raw)
    if blank is None or blank.start() <= MAX_BLOCK:
        return raw
    cut = raw.rfind(b"\n", 0, MAX_BLOCK)
    return raw[:cut] + raw[blank.start() :] if cut > 0 else raw


def _mended_line(line: bytes) -> bytes:
    if _HEADER.match(line):
        return line
    closed = _SPACE_BEFORE_COLON.sub(rb"\1:", line)
    return closed if closed != line else b"X-Unreadable: " + line
