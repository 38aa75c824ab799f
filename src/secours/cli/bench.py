"""`secours bench pages [--tickets N] [--json]`: what a page costs, as the application, behind the walls, on a
database of its own, made for the occasion and removed: nobody's data is measured or touched.

`secours bench recall [--cases N] [--json]`: how long it takes to find past cases again, on such a database.

`secours bench diagnosis [--network FILE] [--worlds N] [--seed S] [--json]`: how the engine does on published
problems. Without database; its code lies beside the checkout (benchmarks/), not in the wheel.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from secours.cli.database import database
from secours.cli.troubles import of_a_file
from secours.cli.words import say

if TYPE_CHECKING:
    from secours.cli.benchmarks.measuring import Line

CHECKOUT = Path(__file__).resolve().parents[3]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["pages", "diagnosis-step", "recall", "diagnosis"])
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", default="", help="names that contain this word")
    parser.add_argument("--network", type=Path, help="win95pts.bif.gz, for diagnosis")
    parser.add_argument("--worlds", type=int, default=300, help="per problem, for diagnosis")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=10_000, help="of diagnosis-step")
    parser.add_argument("--cases", type=int, default=100_000, help="past cases, of diagnosis-step and recall")
    parser.add_argument("--json", action="store_true")


def command(chosen: argparse.Namespace) -> int:
    return _diagnosis(chosen) if chosen.what == "diagnosis" else _pages(chosen)


def _diagnosis(chosen: argparse.Namespace) -> int:
    sys.path.insert(0, str(CHECKOUT))
    try:
        play = import_module("benchmarks.win95pts.play")
    except ModuleNotFoundError:
        say(
            "The benchmarks are not installed with Secours: run this from a clone of its repository.",
            "Les mesures ne sont pas installées avec Secours : lancez ceci depuis un clone de son dépôt.",
        )
        return 2
    try:
        measured = play.measure(chosen.network, max(chosen.worlds, 2), chosen.seed, say)
    except (OSError, ValueError, EOFError) as problem:
        say(
            f"{chosen.network or 'win95pts.bif.gz'}: {of_a_file(problem) if isinstance(problem, OSError) else problem}"
        )
        return 2
    for line in [json.dumps(measured)] if chosen.json else play.shown(measured):
        print(line, flush=True)
    return 0


def _pages(chosen: argparse.Namespace) -> int:
    with ExitStack() as stack:
        if chosen.what == "recall":
            os.environ["SECOURS_MEANING"] = "here"
        own_database(stack)
        made = chosen.cases if chosen.what == "recall" else chosen.tickets
        say(f"Making {made} tickets…", f"Création de {made} tickets…")
        for line in _lines(chosen):
            print(json.dumps(line, ensure_ascii=False) if chosen.json else _shown(line), flush=True)
    return 0


def _lines(chosen: argparse.Namespace) -> "Iterator[Line]":
    from secours.cli.benchmarks import measure, measure_recall, measure_steps

    if chosen.what == "recall":
        return measure_recall(chosen.cases, chosen.rounds, chosen.only)
    if chosen.what == "pages":
        return measure(chosen.tickets, chosen.rounds, chosen.only)
    return measure_steps(chosen.tickets, chosen.rounds, chosen.only, faults=chosen.faults, cases=chosen.cases)


def own_database(stack: ExitStack) -> None:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="secours-bench-"))
    os.environ["DATABASE_URL"] = ""  # present, so that no .env brings another one back
    os.environ.update(SECOURS_DATA=folder, SECOURS_LOG="CRITICAL", SECOURS_EMAIL_URL="memory://")
    subprocess.run([sys.executable, "-m", "secours", "migrate", "--quiet"], check=True, stdout=sys.stderr)
    stack.enter_context(database())


def _shown(line: dict[str, object]) -> str:
    if "machine" in line:
        return str(line["machine"])
    figures = [f"{label} {line[key]}{unit}" for key, label, unit in _SHOWN if line.get(key) is not None]
    return "   ".join([f"{line['name']:<46}", *figures])


_SHOWN = (
    ("median_ms", "median", " ms"),
    ("p95_ms", "p95", " ms"),
    ("cpu_ms", "cpu", " ms"),
    ("sql", "sql", ""),
    ("per_second", "a second:", ""),
    ("kb", "weight", " KB"),
)
