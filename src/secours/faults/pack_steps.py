"""The steps and pictures of the starter pack (packs/starter/steps.yaml): how a person does what is asked of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from secours.faults.choices import Picture
from secours.faults.models import Check, Remedy
from secours.faults.pack_reading import LANGUAGES, LOADER, Entry, Pack, invalid_pack, lines_of, text_of

SCHEMA = "helpdesk-knowledge-steps/1"


def with_steps(pack: Pack, path: Path) -> Pack:
    """The pack with `steps` in its remedies, `help` in its checks, `picture` in both. Raises Refused for a file that
    cannot be read, or names what the pack does not have."""
    written = yaml.load(path.read_bytes(), Loader=LOADER)  # a safe loader, in C
    if not isinstance(written, Mapping) or written.get("schema") != SCHEMA:
        raise invalid_pack(path, f"schema: {SCHEMA}")
    told: Mapping[str, Entry] = written.get("faults") or {}
    unknown = set(told) - {entry["id"] for entry in pack.entries}
    if unknown:
        raise invalid_pack(path, f"{min(unknown)}: unknown")
    try:
        return replace(pack, entries=tuple(_told(entry, told.get(entry["id"], {})) for entry in pack.entries))
    except (KeyError, ValueError) as problem:
        raise invalid_pack(path, str(problem)) from problem


@transaction.atomic
def complete_shared_faults(pack: Pack) -> int:
    """Give steps and pictures to what an older release installed without them; gives how many were completed.

    Only where the words are still those of the pack: what people rewrote, or filled in themselves, is theirs.
    """
    remedies = {
        (entry["id"], cause["id"]): cause["remedy"] for entry in pack.entries for cause in entry["causes"]
    }
    checks = {(entry["id"], check["id"]): check for entry in pack.entries for check in entry["first_checks"]}
    shared = {"fault__organisation": None, "fault__from_pack": True}
    bare = Remedy.objects.filter(
        cause__fault__organisation=None, cause__fault__from_pack=True, steps_fr="", steps_en=""
    )
    done = [
        remedy
        for remedy in bare.select_related("cause__fault")
        if _complete(remedy, remedies.get((remedy.cause.fault.code, remedy.cause.code), {}), "do", "steps")
    ]
    asked = [
        check
        for check in Check.objects.filter(**shared, help_fr="", help_en="", picture="").select_related(
            "fault"
        )
        if _complete(check, checks.get((check.fault.code, check.code), {}), "ask", "help")
    ]
    Remedy.objects.bulk_update(done, ["steps_fr", "steps_en", "picture"])
    Check.objects.bulk_update(asked, ["help_fr", "help_en", "picture"])
    return len(done) + len(asked)


def _told(entry: Entry, told: Entry) -> Entry:
    remedies, checks = dict(told.get("remedies") or {}), dict(told.get("checks") or {})
    causes = [_with_remedy(cause, remedies.pop(cause["id"], None)) for cause in entry["causes"]]
    asked = [_with_help(check, checks.pop(check["id"], None)) for check in entry["first_checks"]]
    for left in (*remedies, *checks):
        raise ValueError(f"{entry['id']}: {left} is unknown")
    return {**entry, "causes": causes, "first_checks": asked}


def _with_remedy(cause: Entry, steps: Any) -> Entry:
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


def _complete(row: Any, written: Entry, words: str, steps: str) -> bool:
    """Whether the row has the pack's words and was given something."""
    own = [getattr(row, f"{words}_{language}") for language in LANGUAGES]
    if own != [text_of(written, words, language) for language in LANGUAGES]:
        return False
    fields = {f"{steps}_{language}": lines_of(written, steps, language) for language in LANGUAGES}
    fields["picture"] = str(written.get("picture", ""))
    return _set(row, fields.items())


def _set(row: Any, fields: Iterable[tuple[str, str]]) -> bool:
    changed = False
    for name, value in fields:
        changed = changed or bool(value)
        setattr(row, name, value)
    return changed
