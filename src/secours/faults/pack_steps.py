"""The steps and pictures of the starter pack (packs/starter/steps.yaml): how a person does what is asked of them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from secours.faults.choices import Picture
from secours.faults.pack_reading import LOADER, Entry, Pack, invalid_pack

SCHEMA = "helpdesk-knowledge-steps/1"


def with_steps(pack: Pack, path: Path) -> Pack:
    """The pack with `steps` in its remedies, `help` in its checks, `picture` in both. Raises Refused for a file that
    cannot be read, or names what the pack does not have."""
    written = yaml.load(path.read_bytes(), Loader=LOADER)  # a safe loader, in C
    if not isinstance(written, Mapping) or written.get("schema") != SCHEMA:
        raise invalid_pack(path, f"schema: {SCHEMA}")
    told: Mapping[str, Entry] = written.get("faults") or {}
    shared: Mapping[str, Entry] = written.get("shared") or {}
    unknown = set(told) - {entry["id"] for entry in pack.entries}
    if unknown:
        raise invalid_pack(path, f"{min(unknown)}: unknown")
    try:
        return replace(
            pack, entries=tuple(_told(entry, told.get(entry["id"], {}), shared) for entry in pack.entries)
        )
    except (KeyError, ValueError) as problem:
        raise invalid_pack(path, str(problem)) from problem


def _told(entry: Entry, told: Entry, shared: Mapping[str, Entry]) -> Entry:
    remedies, checks = dict(told.get("remedies") or {}), dict(told.get("checks") or {})
    causes = [_with_remedy(cause, remedies.pop(cause["id"], None), shared) for cause in entry["causes"]]
    asked = [_with_help(check, checks.pop(check["id"], None)) for check in entry["first_checks"]]
    for left in (*remedies, *checks):
        raise ValueError(f"{entry['id']}: {left} is unknown")
    return {**entry, "causes": causes, "first_checks": asked}


def _with_remedy(cause: Entry, own: Any, shared: Mapping[str, Entry]) -> Entry:
    steps = own or shared.get(cause["remedy"].get("shared", ""))
    return (
        cause if steps is None else {**cause, "remedy": _with(cause["remedy"], "steps", steps, cause["id"])}
    )


def _with_help(check: Entry, told: Any) -> Entry:
    return check if told is None else _with(check, "help", told, check["id"])


def _with(entry: Entry, key: str, told: Any, name: str) -> Entry:
    picture = told.get("picture", "")
    if picture and picture not in Picture.values:
        raise ValueError(f"{name}: no picture is called {picture}")
    return {**entry, key: told, "picture": picture}
