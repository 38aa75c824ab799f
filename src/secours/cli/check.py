"""`secours check`: what is wrong with this installation, and what to do about it."""

import argparse

from secours.cli.database import database
from secours.cli.words import say
from secours.config import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def command(chosen: argparse.Namespace) -> int:
    with database(as_owner=True):
        # Without its rights the application cannot even connect: the rest would only repeat it.
        troubles = _rights() or [*_migrations(), *_django()]
    for trouble in troubles:
        say(trouble)
    if not troubles:
        say("All is well.", "Tout va bien.")
    return 1 if troubles else 0


def _rights() -> list[str]:
    from secours.config.database import database_url
    from secours.lib.postgres.roles import missing_rights

    missing = missing_rights(database_url())
    return [f"To type as an administrator of the database server: {line}" for line in missing]


def _migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{len(plan)} migrations are waiting: run `secours migrate`."] if plan else []


def _django() -> list[str]:
    from django.core.checks import run_checks

    deploy = bool(environment.text("SECOURS_URL"))
    return [f"{message.id}: {message.msg}" for message in run_checks(include_deployment_checks=deploy)]
