"""Values of headers as senders really write them: raw 8-bit, broken encoded words, odd addresses and dates."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from secours.channels.mail.charsets import clean_line, decode_bytes

# Every repeat is bounded: "=?a?q?" a million times must stay linear.
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\n]{0,2000})\?=")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")
_ADDRESS_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|\\.|[,;:<>()]|[^"\\,;:<>()]+')
_ADDRESS = re.compile(r"[^\s<>\"(),;:\\]{1,250}@[^\s<>\"(),;:\\]{1,250}")


@dataclass(frozen=True)
class Correspondent:
    """A name and an address as written in a header; either may be empty."""

    name: str
    address: str


def decode_value(raw: str) -> str:
    """One line of text from a raw header (ASCII with surrogate escapes, as the stdlib parser gives it)."""
    return clean_line(_decode_words(_text_of(raw)))


def read_addresses(raw: str) -> tuple[Correspondent, ...]:
    found = [_correspondent(pieces) for pieces in _entries(_text_of(raw))]
    return tuple(person for person in found if person.name or person.address)


def read_message_ids(raw: str) -> tuple[str, ...]:
    """Identifiers without angle brackets, in order, each once; a lone one may lack its brackets."""
    text = clean_line(_text_of(raw))
    found = _MESSAGE_ID.findall(text) or [word.strip("<>") for word in text.split()[:1]]
    return tuple(dict.fromkeys(identifier for identifier in found if identifier))


def read_date(raw: str) -> datetime | None:
    """The date with its offset (UTC when none is given), or None where it can't be one."""
    fields = parsedate_tz(clean_line(_text_of(raw))[:200])
    if fields is None:
        return None
    try:
        return datetime(*fields[:6], tzinfo=timezone(timedelta(seconds=fields[9] or 0)))
    except (ValueError, OverflowError):
        return None


def decode_parameter(value: str | tuple[str | None, str | None, str]) -> str:
    """A MIME parameter such as a file name: RFC 2231, encoded words or raw 8-bit."""
    if isinstance(value, tuple):
        charset, _language, text = value
        return clean_line(decode_bytes(text.encode("latin-1", "replace"), charset))
    return decode_value(value if "%" not in value or "''" not in value else _unquoted(value))


def _unquoted(value: str) -> str:
    """RFC 2231 text that a sender put into an ordinary parameter: utf-8''na%C3%AFf."""
    charset, _quotes, rest = value.partition("''")
    if not re.fullmatch(r"[\w-]{2,20}", charset):
        return value
    return decode_bytes(unquote_to_bytes(rest), charset)


def _text_of(raw: str) -> str:
    try:
        return decode_bytes(raw.encode("ascii", "surrogateescape"), None)
    except UnicodeEncodeError:
        return raw


def _decode_words(text: str) -> str:
    if "=?" not in text:
        return text
    pieces: list[str] = []
    for charset, data, plain in _runs(text):
        pieces.append(decode_bytes(data, charset) if charset else plain)
    return "".join(pieces)


def _runs(text: str) -> Iterator[tuple[str, bytes, str]]:
    """Neighbouring encoded words of one charset as one run: a character may be split between them."""
    charset, data, end = "", b"", 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[end : match.start()]
        joined = charset and not between.strip()
        if not joined or match[1].lower() != charset:
            if charset:
                yield charset, data, ""
            charset, data = match[1].lower(), b""
        if between and not joined:
            yield "", b"", between
        data += _word_bytes(match[2], match[3])
        end = match.end()
    if charset:
        yield charset, data, ""
    yield "", b"", text[end:]


def _word_bytes(encoding: str, word: str) -> bytes:
    raw = word.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b" ", b"_"), header=True)
    raw = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    try:
        return base64.b64decode(raw[: len(raw) - (len(raw) % 4 == 1)] + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


@dataclass
class _Entry:
    """One entry of an address list while it is read."""

    words: str = ""
    angle: str = ""
    comment: str = ""


def _entries(text: str) -> Iterator[_Entry]:
    """Entries of an address list in one pass; comments may nest to any depth."""
    entry, inside, depth = _Entry(), "words", 0
    for piece in _ADDRESS_PIECE.findall(text):
        depth += {"(": 1, ")": -1}.get(piece, 0) if depth or piece == "(" else 0
        if depth or piece == ")":
            entry.comment += "" if piece in "()" else piece
        elif piece == "<":
            inside = "angle"
        elif piece == ">":
            inside = "words"
        elif piece in (",", ";"):
            yield entry
            entry, inside = _Entry(), "words"
        elif piece == ":" and inside == "words":
            entry.words = ""  # the name of a group
        else:
            setattr(entry, inside, getattr(entry, inside) + piece)
    yield entry


def _correspondent(entry: _Entry) -> Correspondent:
    name = clean_line(_decode_words(_unquote(entry.words)))
    address = clean_line(_unquote_local(entry.angle))
    if address:
        return Correspondent(name or clean_line(_decode_words(entry.comment)), address)
    return _correspondent_without_angle(name, clean_line(_decode_words(entry.comment)))


def _correspondent_without_angle(name: str, comment: str) -> Correspondent:
    found = _ADDRESS.search(name)
    if found is None:
        return Correspondent(name or comment, "")
    rest = clean_line(name.replace(found[0], "", 1).strip(" \"'[]"))
    return Correspondent(rest or comment, found[0])


def _unquote(text: str) -> str:
    bare = re.sub(r'"((?:[^"\\]|\\.)*)"?', r"\1", text)
    return re.sub(r"\\(.)", r"\1", bare)


def _unquote_local(text: str) -> str:
    """The address without spaces and route; `mailto:` that some clients leave is dropped."""
    bare = "".join(text.split())
    bare = bare.rsplit(":", 1)[-1] if bare.startswith("@") else bare
    return bare.removeprefix("mailto:")
