"""Commands that need the database: it is started when it isn't running, and stopped again after."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from secours.cli.words import either
from secours.config import environment
from secours.config.database import database_url
from secours.config.environment import WrongSetting
from secours.lib.postgres import Cluster


@contextmanager
def database(*, as_owner: bool = False) -> Iterator[None]:
    """Django ready, on the embedded server or DATABASE_URL's; `as_owner` keeps the owner's role."""
    if as_owner:
        os.environ["SECOURS_DATABASE_ROLE"] = "owner"
    with server():
        _set_up_django()
        try:
            if not as_owner:
                _require_tables()
            yield
        finally:
            from django.db import connections

            connections.close_all()


@contextmanager
def server() -> Iterator[None]:
    """The embedded PostgreSQL held open, without Django; nothing when DATABASE_URL names another."""
    from pathlib import Path

    environment.load_dotenv(Path(".env"))
    if environment.text("DATABASE_URL"):
        yield
        return
    with Cluster(environment.data_folder()).opened():
        yield


def for_programs() -> tuple[str, dict[str, str]]:
    """What pg_dump and pg_restore connect by, and their environment. The password goes by the environment:
    every user of the machine may read a command line."""
    parts = conninfo_to_dict(database_url())
    password = parts.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    return make_conninfo("", **parts), {**os.environ, **secret}


def _require_tables() -> None:
    """An embedded database that holds nothing yet is made ready; another one is its administrator's."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('people_organisation') IS NOT NULL")
        if cursor.fetchone()[0]:
            return
    connection.close()
    if environment.text("DATABASE_URL"):
        raise WrongSetting(
            either(
                "This database has no tables of Secours yet: run `secours migrate`.",
                "Cette base n’a pas encore les tables de Secours : lancez « secours migrate ».",
            )
        )
    subprocess.run([sys.executable, "-m", "secours", "migrate", "--quiet"], check=True, stdout=sys.stderr)


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secours.config.settings")
    import django

    django.setup()
