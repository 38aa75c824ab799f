"""`secours faults walk SCRIPT.json --json`: a guided script from a terminal, without database."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from secours.cli.troubles import of_a_file
from secours.cli.words import either, say
from secours.faults.scripts import InvalidScript, Script, read_script, walk


def command(chosen: argparse.Namespace) -> int:
    """Each input line is one walk: answers separated by commas; one JSON line for each, in order."""
    try:
        script = read_script(Path(chosen.script).read_bytes())
    except OSError as problem:
        say(f"{chosen.script}: {of_a_file(problem)}")
        return 2
    except InvalidScript as problem:
        say(f"{chosen.script}: {_invalid(problem)}")
        return 2
    walk_all(script, sys.stdin, sys.stdout)
    return 0


def walk_all(script: Script, lines: Iterable[str], out: TextIO) -> None:
    """`{nodes: ids met, end: id of the end reached or null, text: what the last node says, error}` a line."""
    for line in lines:
        found = walk(script, line.split(",") if line.strip() else [])
        walked = {
            "nodes": [node.id for node in found.nodes],
            "end": found.last.id if found.is_over else None,
            "text": found.last.text,
            "error": _unfit(found.unfit, list(script.edges.get(found.last.id, ()))),
        }
        out.write(json.dumps(walked, ensure_ascii=False) + "\n")
        out.flush()


def _invalid(problem: InvalidScript) -> str:
    detail = problem.detail
    return {
        "json": either(
            f"this is no JSON ({detail}): mend the file.",
            f"ce n’est pas du JSON ({detail}) : corrigez le fichier.",
        ),
        "shape": either(
            f"this is no guided script ({detail}): it needs nodes and edges.",
            f"ce n’est pas un script guidé ({detail}) : il lui faut « nodes » et « edges ».",
        ),
        "node_unknown": either(
            f"an edge names the node “{detail}”, which is not there.",
            f"une réponse mène au nœud « {detail} », qui n’existe pas.",
        ),
        "start": either(
            f"exactly one node must have nothing before it; here: {detail}.",
            f"un seul nœud doit n’avoir rien avant lui ; ici : {detail}.",
        ),
    }[problem.code]


def _unfit(answer: str | None, possible: list[str]) -> str | None:
    if answer is None:
        return None
    if not possible:
        return either(
            f"The script is over: “{answer}” is one answer too many.",
            f"Le script est terminé : « {answer} » est de trop.",
        )
    listed = ", ".join(possible)
    return either(
        f"“{answer}” does not fit here. Answer one of: {listed}.",
        f"« {answer} » ne convient pas ici. Répondez par : {listed}.",
    )
