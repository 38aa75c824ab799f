"""Commands whose names are kept for a later version: one sentence, exit code 2."""

import argparse

from secours.cli.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def command(chosen: argparse.Namespace) -> int:
    say(
        f"“secours {chosen.command}” comes with a later version; nothing was done.",
        f"« secours {chosen.command} » viendra avec une version suivante ; rien n’a été fait.",
    )
    return 2
