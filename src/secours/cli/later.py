"""Commands whose names are kept for a later version: one sentence, exit code 2, whatever follows the name."""

import argparse

from secours.cli.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """`later` is the command's full name; main() lets pass the arguments that only that version will know."""
    parser.set_defaults(later=parser.prog)


def command(chosen: argparse.Namespace) -> int:
    say(
        f"“{chosen.later}” comes with a later version; nothing was done.",
        f"« {chosen.later} » viendra avec une version suivante ; rien n’a été fait.",
    )
    return 2
