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


@contextmanager
def in_pipeline() -> Iterator[None]:
    """Statements are sent together, up to the next whose answer is read; an error shows at that moment.

    Only for statements that are inserted by `lib.rows` or read: outside, `save` and `update` count the rows that
    they changed, which no one knows before the answer.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
