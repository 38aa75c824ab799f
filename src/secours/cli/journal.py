"""`secours journal verify`"""

import argparse
import json
import sys

from secours.cli.database import database
from secours.cli.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("--json", action="store_true")


def command(chosen: argparse.Namespace) -> int:
    with database():
        from secours.journal.verification import verify_journal
        from secours.people.actor import acting_as_system

        with acting_as_system():
            verdict = verify_journal()
    if chosen.json:
        json.dump(verdict.__dict__, sys.stdout)
        print(flush=True)
    elif verdict.broken:
        say(f"Broken: {verdict.broken}.", f"Rompu : {verdict.broken}.")
    else:
        say(
            f"{verdict.entries} entries of {verdict.subjects} subjects verified; {verdict.erased} texts erased.",
            f"{verdict.entries} entrées de {verdict.subjects} sujets vérifiées ; {verdict.erased} textes effacés.",
        )
    return 1 if verdict.broken else 0
