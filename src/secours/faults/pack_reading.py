"""Reads a pack of situations (YAML, schema at the top of packs/starter/faults.yaml). No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from secours.people.errors import Refused

SCHEMAS = ("helpdesk-knowledge-pack/1", "helpdesk-knowledge-pack/2")
LANGUAGES = ("fr", "en")

# libyaml reads the starter pack in 0.2 s, pure Python in 2 s.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Pack:
    """The situations of a file, in order, checked."""

    name: str
    entries: tuple[Entry, ...]


def read_pack(path: Path) -> Pack:
    """Raises Refused with the place of what is wrong; OSError when the file cannot be opened."""
    try:
        written = yaml.load(path.read_bytes(), Loader=LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise invalid_pack(path, str(problem).splitlines()[0]) from problem
    if not isinstance(written, Mapping) or written.get("schema") not in SCHEMAS:
        raise invalid_pack(path, f"schema: {' | '.join(SCHEMAS)}")
    entries = written.get("faults") or []
    for number, entry in enumerate(entries, start=1):
        try:
            _check_entry(entry)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            name = entry.get("id", number) if isinstance(entry, Mapping) else number
            raise invalid_pack(path, f"{name}: {problem}") from problem
    _check_once([entry["id"] for entry in entries], path)
    return Pack(path.stem, tuple(entries))


def text_of(entry: Entry, key: str, language: str) -> str:
    """A text in one language; a plain string (schema 1) is English."""
    value = entry.get(key) or ""
    if isinstance(value, str):
        return value if language == "en" else ""
    return str(value.get(language) or "")


def lines_of(entry: Entry, key: str, language: str) -> str:
    """A list of steps in one language, a line each."""
    value = entry.get(key) or {}
    lines = value.get(language) or [] if isinstance(value, Mapping) else []
    return "\n".join(str(line).strip() for line in lines)


def invalid_pack(path: Path, detail: str) -> Refused:
    return Refused(
        "pack_invalid",
        _("The pack %(name)s could not be read (%(detail)s). Mend the file and load it again.")
        % {"name": path.name, "detail": detail},
    )


def _check_entry(entry: Entry) -> None:
    causes = [cause["id"] for cause in entry["causes"]]
    if len(set(causes)) < len(causes):
        raise ValueError("two causes share an id")
    _check_probability(entry["prior_other"])
    for cause in entry["causes"]:
        _check_probability(cause["prior"])
        _check_probability(cause["remedy"]["p_success"])
        float(cause["remedy"]["minutes"])
    for check in entry["first_checks"]:
        _check_probability(check["p_yes_otherwise"])
        for cause_id, p_yes in (check.get("p_yes_if") or {}).items():
            _check_probability(p_yes)
            if cause_id not in causes:
                raise ValueError(f"{check['id']}: no cause is called {cause_id}")
    for language in LANGUAGES:
        list(entry["symptoms"].get(language, []))


def _check_probability(value: Any) -> None:
    if not 0 <= float(value) <= 1:
        raise ValueError(f"{value} is no probability")


def _check_once(ids: list[str], path: Path) -> None:
    twice = sorted({fault_id for fault_id in ids if ids.count(fault_id) > 1})
    if twice:
        raise invalid_pack(path, f"{twice[0]}: twice")
