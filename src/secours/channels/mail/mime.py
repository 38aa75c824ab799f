"""The parts of a raw message: which are its body, which are attachments. Bounded in depth and size."""

import base64
import binascii
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from io import BytesIO
from typing import Any, cast

from secours.channels.mail.charsets import clean_line, clean_text, decode_bytes
from secours.channels.mail.header_block import mended
from secours.channels.mail.header_values import decode_parameter
from secours.channels.mail.html_text import to_text

# The stdlib parser takes time in lines x depth; deeper parts stay undivided and become attachments.
MAX_DEPTH = 16
MAX_HEADER = 64_000
MAX_PARAMETERS = 4_000
MAX_TEXT = 4_000_000

_SHOWN = re.compile(r"\bcid:([^\s\"'<>)]{1,300})", re.IGNORECASE)
_TEXTS = {"text/plain", "text/html", "text/enriched", "text/richtext"}


@dataclass(frozen=True)
class Attachment:
    """A part that is not the body. `size` in bytes once decoded; `inline`: shown inside the body."""

    name: str | None
    type: str
    size: int
    inline: bool
    content_id: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Body:
    """`text` is what was written as plain text, otherwise the HTML as text; `html` as sent, not sanitised."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


def parse(raw: bytes) -> "Part":
    if b"\n" not in raw:  # old Macintosh line ends
        raw = raw.replace(b"\r", b"\n")
    return cast(Part, BytesParser(Part, policy=_BoundedPolicy()).parsebytes(mended(raw)))


def read_body(message: "Part") -> Body:
    found = _Found()
    _collect(message, found, parent="", first=True)
    text = "\n\n".join(piece for piece in (_as_text(piece) for piece in found.pieces) if piece)
    has_html = any(piece.html.strip() for piece in found.pieces)
    markup = "\n".join(_as_html(piece) for piece in found.pieces) if has_html else ""
    shown = set(_SHOWN.findall(markup))
    return Body(text, markup, tuple(_shown_inline(file, shown) for file in found.attachments))


class Part(Message):
    """A message that knows how deep it lies and refuses to be divided beyond MAX_DEPTH."""

    depth = 0

    def attach(self, payload: "Part") -> None:  # type: ignore[override]
        payload.depth = self.depth + 1
        super().attach(payload)

    def get_content_type(self) -> str:
        if self.depth > MAX_DEPTH:
            return "application/octet-stream"
        return clean_line(super().get_content_type())[:100]


class _BoundedPolicy(Compat32):
    """Header values as raw text, cut at a length that keeps the stdlib's quadratic loops short."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name.lower().startswith("content-"):
            # Unfolded: a boundary may have been folded in its middle.
            return name, re.sub(r"[\r\n]+(?=[ \t])", "", value[:MAX_PARAMETERS])
        return name, value[:MAX_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


@dataclass(frozen=True)
class _Piece:
    """One stretch of body: the same words as plain text, as HTML, or both."""

    plain: str = ""
    html: str = ""


@dataclass
class _Found:
    pieces: list[_Piece] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def _collect(part: "Part", found: _Found, parent: str, first: bool) -> None:
    kind = part.get_content_type()
    if kind == "multipart/alternative" and part.is_multipart():
        _collect_alternative(part, found)
    elif kind.startswith("multipart/") and part.is_multipart():
        for index, child in enumerate(_children(part)):
            _collect(child, found, kind, index == 0)
    elif _is_body(part, kind, parent, first):
        found.pieces.append(_piece(part, kind))
    else:
        found.attachments.append(_attachment(part, kind, parent))


def _collect_alternative(part: "Part", found: _Found) -> None:
    """The first child that has plain text and the last that has HTML say the same."""
    plain, markup = "", ""
    for child in _children(part):
        inner = _Found()
        _collect(child, inner, "multipart/alternative", True)
        found.attachments.extend(inner.attachments)
        plain = plain or "\n\n".join(piece.plain for piece in inner.pieces if piece.plain.strip())
        markup = "\n".join(piece.html for piece in inner.pieces if piece.html.strip()) or markup
    found.pieces.append(_Piece(plain, markup))


def _children(part: "Part") -> Iterator["Part"]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, Part))


def _is_body(part: "Part", kind: str, parent: str, first: bool) -> bool:
    """After RFC 8621: text that is not marked as a file; a later one only if it has no name."""
    if part.is_multipart():
        return False
    if kind.startswith("multipart/"):  # announced as divided, but no boundary was found
        return True
    if kind not in _TEXTS or _disposition(part) == "attachment":
        return False
    return first or (parent != "multipart/related" and not _name(part))


def _piece(part: "Part", kind: str) -> _Piece:
    text = clean_text(decode_bytes(_bytes_of(part)[:MAX_TEXT], _charset(part)))
    if kind == "text/html":
        return _Piece(html=text)
    if kind in ("text/enriched", "text/richtext"):
        text = re.sub(r"<[^<>]{0,200}>", "", text)
    return _Piece(plain=text)


def _as_text(piece: _Piece) -> str:
    return (piece.plain if piece.plain.strip() or not piece.html else to_text(piece.html)).strip("\n")


def _as_html(piece: _Piece) -> str:
    return piece.html or f"<pre>{html.escape(piece.plain)}</pre>"


def _attachment(part: "Part", kind: str, parent: str) -> Attachment:
    data = _bytes_of(part)
    disposition = _disposition(part)
    content_id = clean_line(str(part.get("Content-ID", ""))).strip("<>")
    related = parent == "multipart/related" and bool(content_id)
    inline = disposition == "inline" or (disposition != "attachment" and related)
    return Attachment(_name(part), kind, len(data), inline, content_id, data)


def _shown_inline(file: Attachment, shown: set[str]) -> Attachment:
    """Some clients mark as attachment a picture that the body shows."""
    return replace(file, inline=True) if file.content_id in shown and not file.inline else file


def _disposition(part: "Part") -> str:
    return str(part.get("Content-Disposition", "")).split(";")[0].strip().lower()


def _charset(part: "Part") -> str | None:
    try:
        value = part.get_param("charset")
    except (ValueError, LookupError, TypeError):
        return None
    return decode_parameter(value) if value else None


def _name(part: "Part") -> str | None:
    """The file name without folders; None when the sender gave none."""
    for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            value = part.get_param(parameter, header=header)
        except (ValueError, LookupError, TypeError):
            continue
        name = re.split(r"[/\\]", decode_parameter(value))[-1] if value else ""
        if name.strip(". "):
            return name[-200:]
    return None


def _bytes_of(part: "Part") -> bytes:
    # Never get_payload() without decode: it decodes with whatever codec the sender names.
    if part.is_multipart():
        return _flattened(part, list(part.get_payload()))
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, binascii.Error):
        return b""
    return data if isinstance(data, bytes) else b""


def _flattened(part: "Part", inner: list[Any]) -> bytes:
    """The messages inside message/rfc822 or delivery-status, as bytes."""
    output = BytesIO()
    for message in inner:
        try:
            BytesGenerator(output, mangle_from_=False, maxheaderlen=0).flatten(message)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return output.getvalue()
    return _undone_base64(output.getvalue()) if _is_base64(part) else output.getvalue()


def _is_base64(part: "Part") -> bool:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"


def _undone_base64(data: bytes) -> bytes:
    """A message/rfc822 part in base64 is against the rules, yet common."""
    try:
        return base64.b64decode(data.strip(), validate=False)
    except binascii.Error:
        return data
