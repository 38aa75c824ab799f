"""`secours faults load|recall|evaluate-recall|walk`."""

import argparse
from pathlib import Path

from secours.cli import faults, recall_evaluation, walk


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("load", help="load packs of faults")
    load.add_argument("paths", nargs="+", metavar="FILE")
    load.add_argument("--organisation", metavar="NAME")
    recall = actions.add_parser("recall", help="which situations a text tells")
    recall.add_argument("text", nargs="+", metavar="TEXT")
    recall.add_argument("--language", choices=["fr", "en"], default="fr")
    evaluate = actions.add_parser(
        "evaluate-recall", help="how well recall finds, on documents and queries of yours, beside BM25"
    )
    evaluate.add_argument(
        "--docs", type=Path, required=True, metavar="FILE.jsonl", help="id, title, text, lang"
    )
    evaluate.add_argument(
        "--queries", type=Path, required=True, metavar="FILE.jsonl", help="text, lang, relevant, exclude"
    )
    script = actions.add_parser(
        "walk", help="walk a guided script: each input line is answers, separated by commas"
    )
    script.add_argument("script", metavar="SCRIPT.json")
    for parser_of_json in (load, recall, evaluate, script):
        parser_of_json.add_argument("--json", action="store_true")


def command(chosen: argparse.Namespace) -> int:
    return {
        "load": faults.load,
        "recall": faults.recall,
        "evaluate-recall": recall_evaluation.command,
        "walk": walk.command,
    }[chosen.action](chosen)
