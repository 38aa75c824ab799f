"""A raw content brought to safe, typed sections; what can't be is set aside with its reason."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import values
from .errors import InventoryRefused, SetAside
from .sections import DATES, FLAGS, LISTS, MANY, MONTH_FIRST, NESTED, NUMBERS, SINGLE, TEXT

MOST_DEPTH = 32
MOST_ENTRIES = 50_000
MOST_SET_ASIDE = 100

# Neither PostgreSQL nor UTF-8 stores these; they come from raw firmware strings.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass
class Cleaned:
    """`sections` counts the entries that the file holds, also those of which a part was set aside."""

    content: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)

    def leave_out(self, part: SetAside) -> None:
        """Once for each section and field: three thousand bad dates are one thing to know."""
        known = {(seen.section, seen.code, seen.field) for seen in self.set_aside}
        if len(self.set_aside) < MOST_SET_ASIDE and (part.section, part.code, part.field) not in known:
            self.set_aside.append(part)


def cleaned(content: dict[str, Any], set_aside: list[SetAside]) -> Cleaned:
    result = Cleaned(set_aside=list(set_aside))
    for raw_name, raw in content.items():
        name = _storable_text(raw_name)[:60].strip()
        if name in SINGLE:
            _clean_single(result, name, _storable(raw))
        elif name in MANY:
            _clean_many(result, name, _storable(raw))
        elif name:
            _keep_unknown(result, name, _storable(raw))
    return result


def _storable(value: Any, depth: int = 0) -> Any:
    """The same value without what can't be stored: surrogates, control characters, NaN, bottomless nests."""
    if depth > MOST_DEPTH:
        raise InventoryRefused("too_deep")
    if isinstance(value, str):
        return _storable_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {_storable_text(k): _storable(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_storable(item, depth + 1) for item in value]
    return value


def _storable_text(text: str) -> str:
    return _UNSTORABLE.sub("", text)


def _clean_single(result: Cleaned, name: str, raw: Any) -> None:
    entries = raw if isinstance(raw, list) else [{} if raw in ("", None) else raw]
    if not entries or not isinstance(entries[0], dict):
        result.leave_out(SetAside(name, "section"))
        return
    if len(entries) > 1:
        result.leave_out(SetAside(name, "several"))
    result.content[name] = _clean_entry(result, name, entries[0])
    result.sections[name] = len(entries)


def _clean_many(result: Cleaned, name: str, raw: Any) -> None:
    """An agent that writes one entry without its list, or an empty element, is understood."""
    entries = raw if isinstance(raw, list) else [] if raw in ("", None) else [raw]
    # XML writes an entry without values as an empty element.
    filled = [entry for entry in entries if entry not in ("", None)]
    if filled and not any(isinstance(entry, dict) for entry in filled):
        result.leave_out(SetAside(name, "section"))
        return
    if len(entries) > MOST_ENTRIES:
        result.leave_out(SetAside(name, "overflow", value=str(MOST_ENTRIES)))
    kept = [_entry_or_none(result, name, entry) for entry in entries[:MOST_ENTRIES]]
    result.content[name] = [entry for entry in kept if entry is not None]
    result.sections[name] = len(entries)


def _entry_or_none(result: Cleaned, name: str, entry: Any) -> dict[str, Any] | None:
    if isinstance(entry, dict):
        return _clean_entry(result, name, entry)
    if entry not in ("", None):
        result.leave_out(SetAside(name, "entry"))
    return None


def _clean_entry(result: Cleaned, section: str, entry: dict[str, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for name, raw in entry.items():
        code = _form_of(section, name)
        try:
            value = None if raw is None else _READ[code](section, name, raw)
        except values.Unusable:
            shown = _shown(raw) if code != "value" else ""
            result.leave_out(SetAside(section, code, name[:60], shown))
            continue
        if value is not None:
            clean[name] = value
    return clean


def _form_of(section: str, name: str) -> str:
    """The code under which an unusable value is set aside."""
    if name in NUMBERS.get(section, ()):
        return "number"
    return "flag" if name in FLAGS.get(section, ()) else "value"


def _other(section: str, name: str, raw: Any) -> Any:
    if name in LISTS.get(section, ()):
        return _listed(section, name, raw)
    if name in NESTED:
        return raw if isinstance(raw, dict) else None
    if isinstance(raw, dict | list) and section in SINGLE | MANY and name in TEXT:
        raise values.Unusable
    if name in DATES.get(section, ()) and isinstance(raw, str):
        return values.iso_date(raw, month_first=section in MONTH_FIRST) or None
    if name in TEXT and isinstance(raw, int | float) and not isinstance(raw, bool):
        return str(raw)
    return raw


def _listed(section: str, name: str, raw: Any) -> list[Any] | None:
    if raw is None or raw == "":
        return None
    items = raw if isinstance(raw, list) else [raw]
    if (section, name) == ("network_ports", "aggregate"):
        return [item for item in (values.number(item) for item in items) if item is not None]
    if name in ("connections", "vlans", "databases"):
        if not all(isinstance(item, dict) for item in items):
            raise values.Unusable
        return items
    return [str(item) for item in items if not isinstance(item, dict | list)]


def _keep_unknown(result: Cleaned, name: str, raw: Any) -> None:
    """Sections of newer agents and of other products are kept as they came; single words are not counted."""
    if raw is None:
        return
    result.content[name] = raw
    if isinstance(raw, list):
        result.sections[name] = len(raw)
    elif isinstance(raw, dict):
        result.sections[name] = 1


_READ: dict[str, Callable[[str, str, Any], Any]] = {
    "number": lambda section, name, raw: values.number(raw),
    "flag": lambda section, name, raw: values.flag(raw),
    "value": _other,
}


def _shown(raw: Any) -> str:
    text = raw if isinstance(raw, str) else f"{raw!r}"
    return text if len(text) <= 40 else text[:39] + "…"
