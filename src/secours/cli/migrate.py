"""`secours migrate`: the application's role, the tables, and on an empty database the first rows."""

import argparse
import gc
import os

from secours.cli.database import database
from secours.cli.words import say
from secours.config import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")


def command(chosen: argparse.Namespace) -> int:
    with database(as_owner=True):
        if not _rights_are_there():
            return 2
        # Two thousand classes are made on the way, and Python would look through them all the time for
        # garbage: a sixth of the whole, against 23 MB more.
        gc.set_threshold(50_000, 20, 20)
        make_tables()
        is_new = _install()
    if not chosen.quiet:
        say(
            "The database is up to date." + (" The first rows were installed." if is_new else ""),
            "La base est à jour." + (" Les premières données ont été installées." if is_new else ""),
        )
    return 0


def make_tables() -> None:
    """Django's `migrate`, on the connection as it is."""
    from django.core.management import call_command
    from django.core.management.commands import migrate

    from secours.cli.quick_migrations import QuickExecutor

    migrate.MigrationExecutor = QuickExecutor  # type: ignore[attr-defined]
    call_command("migrate", verbosity=0, interactive=False)


def _rights_are_there() -> bool:
    from secours.lib.postgres.roles import ensure_roles_and_extensions

    url = environment.text("DATABASE_URL")
    missing = ensure_roles_and_extensions(url) if url else []
    if missing:
        say(
            "An administrator of the database server must type:",
            "Un administrateur du serveur de base de données doit saisir :",
        )
        for line in missing:
            say(line)
    return not missing


def _install() -> bool:
    # The first rows are written as the application, behind its walls, like everything after them.
    from django.db import connection

    from secours.cli.installation import install
    from secours.config.database import application_options

    connection.close()
    connection.settings_dict["OPTIONS"] = application_options()
    os.environ.pop("SECOURS_DATABASE_ROLE", None)
    return install()
