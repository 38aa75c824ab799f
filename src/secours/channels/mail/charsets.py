"""Bytes of mail to text: what the sender declared, then what the bytes say, never an error."""

import codecs
import re

# Python also knows codecs that are no charset of mail; some take quadratic time (punycode, idna).
_CODECS_OF_MAIL = re.compile(
    r"ascii|utf[-_]?(7|8|8[-_]sig|16|16[-_][bl]e|32|32[-_][bl]e)|iso8859[-_]\d+|cp\d+|koi8[-_][rut]|mac[-_]\w+"
    r"|shift_ji\w+|euc_\w+|gb\w+|big5\w*|hz|iso2022\w+|johab|tis[-_]620|ptcp154|kz1048|hp[-_]roman8"
)
_ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",  # senders say the smaller set and write the larger one
    "gbk": "gb18030",
    "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "ansi_x3.110-1983": "iso-8859-1",
    "cp-850": "cp850",
    "utf8mb4": "utf-8",
}
_WEAK = {"ascii", "iso8859-1", "utf-8"}
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")


def decode_bytes(data: bytes, charset: str | None) -> str:
    """Text of `data`; undecodable bytes become U+FFFD, so that nothing raises."""
    codec = _codec_named(charset)
    if codec is None or codec in _WEAK:
        return _decode_guessing(data)
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return data.decode(codec, "replace") if _is_wide(codec) else _decode_guessing(data)


def clean_text(text: str) -> str:
    """The text with lines ended by LF, without NUL, control characters and halves of surrogates.

    PostgreSQL refuses NUL, JSON and UTF-8 refuse surrogates.
    """
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_line(text: str) -> str:
    """The text on one line: what a header may hold."""
    return " ".join(clean_text(text).split())


def _codec_named(charset: str | None) -> str | None:
    name = (charset or "").strip(" \"'\t").lower().split("*")[0][:40]
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return codec if _CODECS_OF_MAIL.fullmatch(codec) else None


def _decode_guessing(data: bytes) -> str:
    """UTF-8 when the bytes look like it, even slightly damaged, otherwise Windows-1252."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return text if right > wrong else data.decode("cp1252", "replace")


def _is_wide(codec: str) -> bool:
    return not codec.startswith(("ascii", "iso8859", "cp125", "koi8", "mac"))
