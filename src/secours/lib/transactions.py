"""Transactions that are undone as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def in_one_piece() -> Iterator[None]:
    """Operations called inside make no savepoint: one that is refused ends the caller's transaction.

    For what runs hundreds of times a second. Nothing inside may catch a database error and go on.
    """
    features = connection.features
    had_savepoints = features.uses_savepoints
    features.uses_savepoints = False
    try:
        yield
    finally:
        features.uses_savepoints = had_savepoints
