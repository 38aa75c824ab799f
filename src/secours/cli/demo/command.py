"""`secours demo`: the demo world, into an installation that has no people yet."""

import argparse

from secours.cli.database import database
from secours.cli.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cast", action="store_true", help="only the cast: no past, no tickets")


def command(chosen: argparse.Namespace) -> int:
    with database():
        from secours.cli.demo.cast import build_cast
        from secours.cli.demo.world import build_world
        from secours.people.actor import acting_as_system
        from secours.people.models import Person

        with acting_as_system() as by:
            is_empty = not Person.objects.exists()
            if is_empty:
                build_cast(by) if chosen.cast else build_world(by)
    if not is_empty:
        say(
            "There are people already: nothing was added.", "Il y a déjà des personnes : rien n’a été ajouté."
        )
    return 0
