"""Taking off what mail clients and companies add below what a person wrote."""

import re

from secours.channels.mail.quote_phrases import CLOSING, DISCLAIMER, MOBILE, MOBILE_EXCUSE

_DELIMITER = re.compile(r"^\s?(?:--|—|__|-- \*|--\*)\s*$")
_RULE = re.compile(r"^\s{0,4}(?:[_=*\-]{8,}|[—–]{3,})\s*$")
_CONTACT = re.compile(
    r"@[\w-]{1,60}\.\w|https?://|\bwww\.|(?:\+|\(?0|\(?\d{3}\)?)[\d\s.()\-/]{8,}", re.IGNORECASE
)
_DASH_NAME = re.compile(r"^\s?[-–—]\s?[^\W\d_][\w.'’-]{0,20}(?: [\w.'’-]{1,20}){0,2}\s*$")
_MAX_SIGNATURE_LINES = 18
_MAX_ADDITIONS = 60


def without_signature(lines: list[str], sender_name: str = "") -> list[str]:
    """The lines without signature, "Sent from my …", footers and disclaimers; closing words stay.

    Never empties a text: a message that is nothing but a signature is kept.
    """
    kept = _before_delimiter(lines)
    for _round in range(_MAX_ADDITIONS):
        shorter = _without_last(kept, sender_name)
        if len(shorter) == len(kept) or not any(line.strip() for line in shorter):
            break
        kept = shorter
    return kept


def _before_delimiter(lines: list[str]) -> list[str]:
    """Cut at "-- ", unless that is all there is, or a text as long as a letter follows."""
    for index, line in enumerate(lines):
        if len(line) < 8 and _DELIMITER.match(line):
            below = [other for other in lines[index + 1 :] if other.strip()]
            if any(other.strip() for other in lines[:index]) and len(below) <= 40:
                return lines[:index]
    return lines


def _without_last(lines: list[str], sender_name: str) -> list[str]:
    """The lines less one addition at their end; the same lines when there is none."""
    lines = _without_blank_end(lines)
    if not lines:
        return lines
    last = lines[-1][:400]
    if MOBILE.match(last) or MOBILE_EXCUSE.match(last) or _RULE.match(last):
        return _without_blank_end(lines[:-1])
    start = _start_of_last_paragraph(lines)
    if start and (DISCLAIMER.match(lines[start][:600]) or _is_dash_name(lines, start)):
        return _without_blank_end(lines[:start])
    rule = _last_rule(lines)
    if rule and _is_footer(lines[rule + 1 :]):
        return _without_blank_end(lines[:rule])
    return _without_contact_block(lines, start, sender_name)


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _start_of_last_paragraph(lines: list[str]) -> int:
    start = len(lines) - 1
    while start and lines[start - 1].strip():
        start -= 1
    return start


def _is_dash_name(lines: list[str], start: int) -> bool:
    return start == len(lines) - 1 and bool(_DASH_NAME.match(lines[start][:80]))


def _last_rule(lines: list[str]) -> int:
    """Index of a ruled line near the end, 0 when there is none."""
    for index in range(len(lines) - 2, max(0, len(lines) - 2 * _MAX_SIGNATURE_LINES - 1), -1):
        if _RULE.match(lines[index][:120]):
            return index
    return 0


def _is_footer(below: list[str]) -> bool:
    """Short lines with at least two ways to reach somebody: a signature or the footer of a list."""
    filled = [line for line in below if line.strip()]
    contacts = sum(bool(_CONTACT.search(line[:200])) for line in filled)
    return len(filled) <= _MAX_SIGNATURE_LINES and contacts >= 2 and all(len(line) <= 90 for line in filled)


def _without_contact_block(lines: list[str], start: int, sender_name: str) -> list[str]:
    """A last paragraph of name, telephone, address: cut below the name when a name or closing words open it."""
    block = lines[start:]
    if len(block) < 2 or len(block) > 9 or start == 0 or not _is_contact_block(block[1:]):
        return lines
    if CLOSING.match(block[0][:80]) and len(block) > 2:
        return lines[: start + 2] if _is_contact_block(block[2:]) else lines
    return lines[:start] if _names(block[0], sender_name) else lines


def _is_contact_block(lines: list[str]) -> bool:
    return all(len(line) <= 70 for line in lines) and sum(bool(_CONTACT.search(line)) for line in lines) >= 2


def _names(line: str, sender_name: str) -> bool:
    words = {word.lower() for word in re.findall(r"\w{3,}", sender_name)}
    return bool(words & {word.lower() for word in re.findall(r"\w{3,}", line[:80])})
