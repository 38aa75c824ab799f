"""`secours web`: the pages only."""

import argparse
import contextlib

from secours.cli.database import server
from secours.cli.processes import granian, spawn, stop, wait_until_stopped
from secours.config import environment

TARGET = "secours.config.wsgi:application"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=1)


def command(chosen: argparse.Namespace) -> int:
    with server():
        host, port = environment.text("SECOURS_HOST", "127.0.0.1"), environment.number("SECOURS_PORT", 8000)
        process = spawn(granian(TARGET, interface="wsgi", host=host, port=port, workers=chosen.workers))
        with contextlib.suppress(KeyboardInterrupt):
            wait_until_stopped()
        stop(process)
    return 0
