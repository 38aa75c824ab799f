"""Transactions that are undone as a whole."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection
from psycopg.pq import PipelineStatus


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
def in_pipeline() -> Iterator[Callable[[], None]]:
    """Statements are sent together, up to the next whose answer is read; an error shows at that moment. Around a
    transaction, its BEGIN and COMMIT travel with them.

    Only for statements that are inserted by `lib.rows` or read: outside, `save` and `update` count the rows that
    they changed, which no one knows before the answer. For these, call what is given: one by one from there on.
    """
    connection.ensure_connection()
    with ExitStack() as open_one:
        if not is_in_pipeline():
            open_one.enter_context(connection.wrap_database_errors)
            open_one.enter_context(connection.connection.pipeline())
        yield open_one.close


def is_in_pipeline() -> bool:
    opened = connection.connection
    return opened is not None and opened.pgconn.pipeline_status != PipelineStatus.OFF
