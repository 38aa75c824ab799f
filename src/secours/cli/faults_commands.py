"""`secours faults load|recall|walk`; `evaluate-recall` is kept for a later version."""

import argparse

from secours.cli import faults, walk
from secours.cli.words import say

_LATER = ("evaluate-recall",)


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("load", help="load packs of faults")
    load.add_argument("paths", nargs="+", metavar="FILE")
    load.add_argument("--organisation", metavar="NAME")
    recall = actions.add_parser("recall", help="which situations a text tells")
    recall.add_argument("text", nargs="+", metavar="TEXT")
    recall.add_argument("--language", choices=["fr", "en"], default="fr")
    script = actions.add_parser(
        "walk", help="walk a guided script: each input line is answers, separated by commas"
    )
    script.add_argument("script", metavar="SCRIPT.json")
    for parser_of_json in (load, recall, script):
        parser_of_json.add_argument("--json", action="store_true")
    for name in _LATER:
        actions.add_parser(name).add_argument("rest", nargs=argparse.REMAINDER)


def command(chosen: argparse.Namespace) -> int:
    if chosen.action in _LATER:
        say(
            f"“secours faults {chosen.action}” comes with a later version; nothing was done.",
            f"« secours faults {chosen.action} » viendra avec une version suivante ; rien n’a été fait.",
        )
        return 2
    return {"load": faults.load, "recall": faults.recall, "walk": walk.command}[chosen.action](chosen)
