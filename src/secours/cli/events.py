"""`secours events`: live updates only."""

import argparse
import contextlib

from secours.cli.database import server
from secours.cli.processes import granian, spawn, stop, wait_until_stopped
from secours.config import environment

TARGET = "secours.config.events:application"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def command(chosen: argparse.Namespace) -> int:
    with server():
        host = environment.text("SECOURS_HOST", "127.0.0.1")
        port = environment.number("SECOURS_EVENTS_PORT", environment.number("SECOURS_PORT", 8000) + 1)
        process = spawn(granian(TARGET, interface="asgi", host=host, port=port))
        with contextlib.suppress(KeyboardInterrupt):
            wait_until_stopped()
        stop(process)
    return 0
