"""What a person wrote in a mail, without the quoted history and the signature.

Measured in docs/decisions/2026-11-24-mail-reading.md. Whatever is in doubt is kept: the whole text
stays beside the trimmed one.
"""

import re
from collections.abc import Sequence

from secours.channels.mail.quote_headers import QuoteHeader, find_header
from secours.channels.mail.signatures import without_signature

MAX_LINES = 5_000
_MAX_ROUNDS = 12
_FORWARD = re.compile(r"\s*(?:tr|fw|fwd|wg|rv|transfert)\s?:", re.IGNORECASE)
_SEPARATING = re.compile(r"^[\s_=*\-—>]*$")


def trim_reply(text: str, sender_name: str = "") -> str:
    """The text without history and signature; the whole text when it is nothing but a quotation."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n", MAX_LINES)[:MAX_LINES]]
    own = without_signature(_without_history(lines), sender_name)
    trimmed = "\n".join(own).strip("\n")
    if trimmed.strip():
        return trimmed
    return "" if _begins_with_attribution(lines) else "\n".join(lines).strip("\n")


def is_forward(subject: str) -> bool:
    """A mail passed on: what it quotes is the matter itself, so that nothing may be trimmed."""
    return bool(_FORWARD.match(subject))


def _without_history(lines: list[str]) -> list[str]:
    """Takes off one quotation after the other; a text that announces more than a dozen keeps the rest."""
    kept: list[str] = []
    for _round in range(_MAX_ROUNDS):
        header = find_header(lines, 0)
        if header is None:
            break
        above, rest = _around(lines, header)
        kept.extend(above)
        if rest is None:
            return kept
        lines = rest
    return [*kept, *_without_quoted_end(lines)]


def _around(lines: list[str], header: QuoteHeader) -> tuple[list[str], list[str] | None]:
    """Own lines that are settled, and those still to be looked at; None when all that follows is history."""
    above = _without_separating_end(lines[: header.first])
    if _has_own_words(above):
        return _around_inner_header(lines, above, header)
    if _is_quoted(lines[header.first]):
        return _quotation_without_header(lines), None
    return _below_top_header(lines[header.end :], header)


def _around_inner_header(
    lines: list[str], above: list[str], header: QuoteHeader
) -> tuple[list[str], list[str] | None]:
    """Own words, then an announcement: what follows is history, unless it is quoted and then answered."""
    if header.forward:  # what is passed on is the matter itself, not history
        return lines, None
    if header.sure_cut:
        return _without_quoted_end(above), None
    answers = _own_lines_after_quotes(without_signature(lines[header.end :]))
    return (above, answers) if answers else (_without_quoted_end(above), None)


def _below_top_header(below: list[str], header: QuoteHeader) -> tuple[list[str], list[str] | None]:
    """Nothing was written above the announcement: the words come below it, or it is a mail passed on."""
    if header.sure_cut:
        return [], below
    if answers := _own_lines_after_quotes(below):
        return [], answers
    return (
        [] if all(_is_quoted(line) or not line for line in below) else _without_announcements(below)
    ), None


def _quotation_without_header(lines: list[str]) -> list[str]:
    """The text begins with a quotation that has no announcement of its own: context, kept with its answer."""
    return _without_quoted_end(lines) if any(line and not _is_quoted(line) for line in lines) else []


def _own_lines_after_quotes(lines: list[str]) -> list[str]:
    """What is written below the quoted lines that open `lines`; empty when `lines` do not open so.

    Several quotations each answered stay whole: the answers mean nothing without them.
    """
    blocks = _blocks(lines)
    if not blocks or not blocks[0][0]:
        return []
    own = [block for quoted, block in blocks if not quoted and _has_own_words(block)]
    if not own:
        return []
    keep_from = 0 if len(own) > 1 else 1
    return [line for _quoted, block in blocks[keep_from:] for line in block]


def _blocks(lines: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """Stretches of quoted and of own lines in turn; blank lines go with what is before them."""
    blocks: list[tuple[bool, list[str]]] = []
    for index, line in enumerate(lines):
        if not line and not blocks:
            continue
        quoted = _is_quoted(line) or (
            bool(blocks) and blocks[-1][0] and (not line or _is_wrapped_quote(lines, index))
        )
        if not line and blocks:
            quoted = blocks[-1][0]
        if blocks and blocks[-1][0] == quoted:
            blocks[-1][1].append(line)
        else:
            blocks.append((quoted, [line]))
    return blocks


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_wrapped_quote(lines: Sequence[str], index: int) -> bool:
    """The rest of a long quoted line that the sender's client broke: another quoted line follows at once."""
    before, after = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else ""
    return len(before) >= 50 and _is_quoted(before) and _is_quoted(after)


def _without_quoted_end(lines: list[str]) -> list[str]:
    """Without the quoted lines at the end, signature below them included; not if nothing would stay."""
    body = without_signature(lines)
    end = len(body)
    while end and (not body[end - 1] or _is_quoted(body[end - 1])):
        end -= 1
    if end == len(body) or not any(line and not _is_quoted(line) for line in body[:end]):
        return body if body else lines
    return body[:end]


def _without_announcements(lines: list[str]) -> list[str]:
    """Who wrote what can't be told: everything stays, less the lines of announcement."""
    kept, position = [], 0
    while (header := find_header(lines, position)) is not None:
        kept.extend(lines[position : header.first])
        position = header.end
    return [*kept, *lines[position:]]


def _without_separating_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while (
        end
        and _SEPARATING.match(lines[end - 1][:200])
        and len(lines[end - 1]) < 200
        and not _is_quoted(lines[end - 1])
    ):
        end -= 1
    return lines[:end]


def _has_own_words(lines: Sequence[str]) -> bool:
    return any(line.strip() and not _is_quoted(line) for line in lines)


def _begins_with_attribution(lines: list[str]) -> bool:
    header = find_header(lines, 0)
    return header is not None and not any(line for line in lines[: header.first])
