"""`secours faults load FILE…` and `secours faults recall TEXT…`: the fault base from a terminal."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from secours.cli.database import database
from secours.cli.troubles import of_a_file
from secours.cli.words import say


def load(args: argparse.Namespace) -> int:
    """`args`: paths; organisation (a name, or none: for everyone). One JSON line a file, in order."""
    with database():
        return load_files(args.paths, getattr(args, "organisation", None), sys.stdout)


def recall(args: argparse.Namespace) -> int:
    """`args`: text (one or more); language. One JSON line a text, in order."""
    with database():
        return recall_texts(args.text, getattr(args, "language", None) or "fr", sys.stdout)


def load_files(paths: Sequence[str], organisation: str | None, out: TextIO) -> int:
    """`{file, verdict: loaded | refused, added, kept, changed, kept_edited: [{fault, fields}], reason}`; 1 when one was refused, 2 when none could be."""
    from secours.faults.recall.indexing import index_meaning
    from secours.people.actor import acting_as_system

    with acting_as_system() as by:
        organisation_id = _organisation_id(organisation)
        if organisation and organisation_id is None:
            say(
                f"There is no organisation called {organisation}.",
                f"Aucune organisation ne s’appelle {organisation}.",
            )
            return 2
        lines = [_loaded(path, by, organisation_id) for path in paths]
        if any(line["added"] or line["changed"] for line in lines):
            index_meaning(by=by)
    for line in lines:
        _write(out, line)
    return int(any(line["verdict"] == "refused" for line in lines))


def recall_texts(texts: Sequence[str], language: str, out: TextIO) -> int:
    """`{text, unsure, choices: [{fault, code, title, score}]}`; `unsure`: “something else” comes first."""
    from django.utils import translation

    from secours.faults.recall import match_situations
    from secours.people.actor import acting_as_system

    with acting_as_system() as by, translation.override(language):
        for text in texts:
            found = match_situations(by, text, language)
            choices = [
                {"fault": m.fault.number, "code": m.fault.code, "title": m.fault.title, "score": m.score}
                for m in found.choices
            ]
            _write(out, {"text": text, "unsure": found.is_unsure, "choices": choices})
    return 0


def _loaded(path: str, by: Any, organisation_id: int | None) -> dict[str, Any]:
    from django.db import transaction

    from secours.faults.pack import load_pack
    from secours.people.errors import Refused

    line: dict[str, Any] = {"file": path, "verdict": "loaded", "added": 0, "kept": 0, "changed": 0}
    line |= {"kept_edited": [], "reason": None}
    try:
        with transaction.atomic():
            loaded = load_pack(Path(path), by=by, organisation_id=organisation_id)
    except (Refused, OSError) as problem:
        reason = of_a_file(problem) if isinstance(problem, OSError) else str(problem)
        say(f"{path}: {reason}")
        return {**line, "verdict": "refused", "reason": reason}
    told = {"added": loaded.added, "kept": loaded.kept, "changed": loaded.changed}
    return {**line, **told, "kept_edited": list(loaded.kept_edited)}


def _organisation_id(name: str | None) -> int | None:
    from secours.lib.text import sort_key
    from secours.people.models import Organisation

    if not name:
        return None
    return Organisation.objects.filter(sort_key=sort_key(name)).values_list("id", flat=True).first()


def _write(out: TextIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line, ensure_ascii=False) + "\n")
