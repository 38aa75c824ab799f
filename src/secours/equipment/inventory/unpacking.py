"""From the bytes on the wire to text: compression, byte-order marks, wrong encodings.

The Content-Type of agents is not trusted: the bytes tell what they are.
"""

import codecs
import re
import zlib

from .errors import InventoryRefused

MOST_PACKED = 20 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
# A computer packs 13:1, the greatest switches some 40:1. Small files may exceed the ratio harmlessly.
MOST_RATIO, RATIO_FROM = 200, 1024 * 1024
_CHUNK = 256 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# Others (utf-7, idna, rot13…) are never sent by agents and some of them decode to surprises.
_KNOWN = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "cp850", "utf-16", "utf-16-le", "utf-16-be"}


def text_from(raw: bytes) -> str:
    """Unpacked and decoded; raises InventoryRefused for nothing, too much, or cut-off bytes."""
    if len(raw) > MOST_PACKED and _window(raw) is not None:
        raise InventoryRefused("too_large", limit=MOST_PACKED // 1024 // 1024)
    plain = unpacked(raw)
    if len(plain) > MOST_UNPACKED:
        raise InventoryRefused("too_large", limit=MOST_UNPACKED // 1024 // 1024)
    if not plain.strip(b"\x00 \t\r\n"):
        raise InventoryRefused("empty")
    return _decoded(plain)


def unpacked(raw: bytes) -> bytes:
    """Plain bytes of a zlib, gzip, raw deflate or plain body."""
    window = _window(raw)
    if window is None:
        return raw
    return _inflated(raw, window)


def _window(raw: bytes) -> int | None:
    """The `wbits` that zlib needs for these bytes; None when they are not compressed."""
    if raw[:2] == b"\x1f\x8b":
        return zlib.MAX_WBITS | 16
    if len(raw) > 1 and raw[0] & 0x0F == 8 and (raw[0] << 8 | raw[1]) % 31 == 0:
        return zlib.MAX_WBITS
    if _looks_like_text(raw):
        return None
    return -zlib.MAX_WBITS


def _looks_like_text(raw: bytes) -> bool:
    start = raw[:64].lstrip(b" \t\r\n")
    return not start or start[:1] in b"{[<\x00" or any(raw.startswith(mark) for mark, _name in _MARKS)


def _inflated(raw: bytes, window: int) -> bytes:
    inflater, parts, size = zlib.decompressobj(window), [], 0
    piece = raw
    while piece and not inflater.eof:
        try:
            part = inflater.decompress(piece, _CHUNK)
        except zlib.error as error:
            raise InventoryRefused("unreadable") from error
        size += len(part)
        _check_growth(size, len(raw))
        parts.append(part)
        piece = inflater.unconsumed_tail
    if not inflater.eof:
        raise InventoryRefused("truncated" if window > 0 else "unreadable")
    return b"".join(parts)


def _check_growth(size: int, packed: int) -> None:
    if size > MOST_UNPACKED:
        raise InventoryRefused("too_large", limit=MOST_UNPACKED // 1024 // 1024)
    if size > RATIO_FROM and size > MOST_RATIO * packed:
        raise InventoryRefused("bomb")


def _decoded(plain: bytes) -> str:
    """Never fails: bytes that fit no declared encoding are read as Windows-1252, unknown ones as �."""
    for encoding in _encodings(plain):
        try:
            return plain.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    return plain.decode("cp1252", errors="replace")


def _encodings(plain: bytes) -> list[str]:
    for mark, name in _MARKS:
        if plain.startswith(mark):
            return [name]
    if plain[1:2] == b"\x00":
        return ["utf-16-le", "utf-8"]
    if plain[:1] == b"\x00":
        return ["utf-16-be", "utf-8"]
    declared = _DECLARED.search(plain[:256])
    # UTF-8 is tried first even under a Latin-1 label: valid accented UTF-8 is hardly ever anything else.
    return ["utf-8", *([_codec(declared[1].decode("ascii"))] if declared else [])]


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return "cp1252"
    return found if found in _KNOWN else "cp1252"
