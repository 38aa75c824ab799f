"""`secours inventory load FILE…`: one JSON object a line, in the order of the files."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from secours.cli.database import database
from secours.cli.troubles import of_a_file
from secours.cli.words import say

if TYPE_CHECKING:
    from secours.people.actor import Actor
    from secours.people.models import Organisation

_LINE = ("verdict", "kind", "device", "created", "incomplete", "sections", "set_aside", "changes")


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("load", help="take in what inventory agents sent")
    load.add_argument("files", nargs="+", metavar="FILE")
    load.add_argument("--organisation", metavar="NAME", help="the provider’s unless told")
    load.add_argument("--json", action="store_true")


def command(chosen: argparse.Namespace) -> int:
    with database():
        return load_files(chosen.files, chosen.organisation, sys.stdout)


def load_files(paths: list[str], organisation_name: str | None, out: TextIO) -> int:
    """One line per path; 1 when one was refused or could not be stored, 2 without such an organisation."""
    from django.utils import translation

    from secours.people.actor import acting_as_system

    with acting_as_system("agent") as by:
        organisation = _organisation(organisation_name)
    if organisation is None:
        return 2
    status = 0
    for path in paths:
        with translation.override("en"):
            line = _load(path, organisation, by)
        if line["verdict"] == "refused":
            status = 1
        out.write(json.dumps({"file": path, **line}) + "\n")
        out.flush()
    return status


def _organisation(name: str | None) -> "Organisation | None":
    from secours.people.models import Organisation

    found = Organisation.objects.filter(**({"name": name} if name else {"is_provider": True})).first()
    if found is None:
        say(f"There is no organisation “{name}”.", f"Il n’y a pas d’organisation « {name} ».")
    return found


def _load(path: str, organisation: "Organisation", by: "Actor") -> dict[str, Any]:
    from django.db import DatabaseError

    from secours.equipment.intake import load_inventory

    try:
        raw = Path(path).read_bytes()
        loaded = load_inventory(raw, by=by, organisation_id=organisation.id)
    except (OSError, ValueError, DatabaseError) as problem:
        reason = str(problem) if isinstance(problem, DatabaseError) else of_a_file(problem)
        say(f"{path.encode('utf-8', 'backslashreplace').decode()}: {reason}")
        return _unread()
    if loaded.reason:
        say(f"{path.encode('utf-8', 'backslashreplace').decode()}: {loaded.reason}")
    return {name: getattr(loaded, name) for name in _LINE}


def _unread() -> dict[str, Any]:
    nothing: dict[str, Any] = {"sections": {}, "set_aside": [], "changes": []}
    return {**dict.fromkeys(_LINE), "verdict": "refused", "created": False, "incomplete": False, **nothing}
