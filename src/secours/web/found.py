"""Words that a search met, as one line of HTML."""

import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from secours.lib.text import one_line
from secours.tickets.snippets import BEGINS, ENDS

LONGEST = 140
_BEFORE = 36
_MET = re.compile(f"{BEGINS}([^{BEGINS}{ENDS}]*){ENDS}")
_SIGNS = re.compile(f"[{BEGINS}{ENDS}]")


def met_html(line: str) -> SafeString:
    """About LONGEST characters around the first word met; every word met is marked, and everything escaped."""
    text = one_line(line)
    first = _MET.search(text)
    if first is None:
        return mark_safe("")
    before, after = text[: first.start()], text[first.start() :]
    return mark_safe(_marked(_last_words(before) + _first_words(after)))


def _last_words(before: str) -> str:
    if len(before) <= _BEFORE:
        return before
    kept = before[-_BEFORE:]
    return "…" + (kept.split(" ", 1)[1] if " " in kept else kept)


def _first_words(after: str) -> str:
    """Signs are counted as characters: a few too many of them hide a few letters."""
    most = LONGEST - _BEFORE
    if len(after) <= most:
        return after
    kept = after[:most]
    end = after.find(ENDS, most)
    if kept.count(BEGINS) > kept.count(ENDS) and end >= 0:  # within a word met: as far as it goes
        return after[: end + 1] + "…"
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + "…"


def _marked(text: str) -> str:
    parts = _MET.split(text)
    said = [conditional_escape(_SIGNS.sub("", part)) for part in parts]
    return "".join(
        format_html("<mark>{}</mark>", one) if place % 2 else one for place, one in enumerate(said)
    )
