"""Text as people type it, made comparable."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_FIRST_DAY = re.compile(r"(?<!\d)1 (?=\D)")


def unaccented(text: str) -> str:
    """Letters without their accents; œ and æ spelt out."""
    spelt = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    return "".join(c for c in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(c))


def sort_key(text: str) -> str:
    """What names sort and are looked up by: unaccented, lower case, single spaces."""
    return one_line(unaccented(text)).lower()


def plain(text: str) -> str:
    """What words are looked for in: as `sort_key`, with the apostrophe of keyboards."""
    return sort_key(text).replace("’", "'")


def one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def listed_once(*names: str) -> str:
    """Names between commas, none empty and none said twice: a site and its ward may bear the same name."""
    kept: dict[str, str] = {}
    for name in names:
        if name.strip():
            kept.setdefault(sort_key(name), name.strip())
    return ", ".join(kept.values())


def with_first_day(words: str) -> str:
    """A French date whose day is 1 as it is written: « 1er décembre », « mardi 1er décembre »."""
    return _FIRST_DAY.sub("1er ", words)


def number_in(text: str) -> int | None:
    """The number that an address or a form holds, or None. ASCII digits only: `"²".isdigit()` is true and
    int() refuses it; 18 at most, which a bigint holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def clipped(text: str, most: int) -> str:
    """At most `most` characters, cut at a word where there is one, with an ellipsis."""
    line = one_line(text)
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:.") + "…"


def initials(name: str) -> str:
    """Two letters of a name, for its avatar: “Inès Lambert” gives IL."""
    words = [w for w in re.split(r"[\s\-’']+", name) if w and w[0].isalnum()]
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"
