"""Commands that need the database: it is started when it isn't running, and stopped again after."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from secours.config import environment
from secours.lib.postgres import Cluster


@contextmanager
def database(*, as_owner: bool = False) -> Iterator[None]:
    """Django ready, on the embedded server or DATABASE_URL's; `as_owner` keeps the owner's role."""
    if as_owner:
        os.environ["SECOURS_DATABASE_ROLE"] = "owner"
    with server():
        _set_up_django()
        try:
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


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secours.config.settings")
    import django

    django.setup()
