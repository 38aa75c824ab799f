"""`secours worker`: jobs and schedules (procrastinate)."""

import argparse
import asyncio
from typing import Any

from secours.cli.database import database


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="run what is waiting, then stop")


def command(chosen: argparse.Namespace) -> int:
    with database():
        from procrastinate.contrib.django import app

        connector: Any = app.connector  # the Django one, which knows its asynchronous twin
        worker_app = app.with_connector(connector.get_worker_connector())
        asyncio.run(_work(worker_app, forever=not chosen.once))
    return 0


async def _work(app: Any, *, forever: bool) -> None:
    async with app.open_async():
        await app.run_worker_async(
            wait=forever,
            concurrency=2,
            listen_notify=forever,
            install_signal_handlers=True,
            delete_jobs="successful",
        )
