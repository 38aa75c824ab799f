"""What the pack says otherwise than people do, in words, for the page of a fault record."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secours.faults.models import Fault, PackEntry
from secours.faults.pack_choices import family
from secours.faults.pack_parts import rows_of

# Told by their name alone: their value is no words.
_UNTOLD = {"order", "share", "picture", "category_id", "notes", "shared"}


def proposals_of(fault: Fault) -> list[dict[str, str]]:
    """{part, family, about, field, text}: one for a text and its other language, in the reader's; every one, so
    that whoever decides knows of each."""
    entry = PackEntry.objects.filter(fault=fault).exclude(proposed={}).first()
    if entry is None:
        return []
    prefetch_related_objects([fault], "causes__remedies", "checks")
    rows = rows_of(fault)
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for part, values in entry.proposed.items():
        for name, value in values.items():
            told = seen.setdefault((part, family(name)), {"part": part, "family": family(name), "text": ""})
            told["about"] = str(rows[part]) if part in rows else ""
            told["field"] = _field(name)
            if _is_told(name):
                told["text"] = _text(value)
    return list(seen.values())


def _is_told(name: str) -> bool:
    language = (get_language() or "fr")[:2]
    other = {"fr": "en", "en": "fr"}.get(language, "en")
    return name not in _UNTOLD and name != other and not name.endswith(f"_{other}")


def _field(name: str) -> str:
    words = {
        "title": _("title"),
        "escalate": _("when to escalate"),
        "first_gesture": _("what to do first of all"),
        "name": _("source"),
        "do": _("solution"),
        "steps": _("steps"),
        "ask": _("question"),
        "help": _("help"),
        "minutes": _("minutes"),
        "wait_minutes": _("minutes to wait"),
        "picture": _("drawing"),
        "notes": _("notes by system"),
        "category_id": _("category"),
    }
    plain = name.removesuffix("_fr").removesuffix("_en")
    return words.get(plain, _("words people use") if name in ("fr", "en") else _("figures or who does it"))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:g}" if isinstance(value, float) else "" if isinstance(value, dict) else str(value)
