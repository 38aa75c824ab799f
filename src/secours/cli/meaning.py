"""`secours meaning`: own the model of meaning, for the processes that ask it. It is started by itself."""

import argparse
import contextlib
from pathlib import Path

from secours.cli.words import say
from secours.config import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def command(chosen: argparse.Namespace) -> int:
    from secours.lib.meaning.owner import own

    environment.load_dotenv(Path(".env"))
    with contextlib.suppress(KeyboardInterrupt):
        if not own(environment.data_folder()):
            say(
                "Another process owns the model of meaning already.",
                "Un autre processus détient déjà le modèle de sens.",
            )
    return 0
