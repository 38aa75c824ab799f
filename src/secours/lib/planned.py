"""One statement whose plan the connection keeps (prepared.py): for what is written hundreds of times a second."""

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from secours.lib.prepared import prepared_on
from secours.lib.transactions import is_in_pipeline

_NAMED = re.compile(r"%\((\w+)\)s")


def planned(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> CursorWrapper:
    """Executed, in a pipeline or not; the answer is the cursor's to fetch."""
    if isinstance(values, Mapping):
        sql, names = _by_place(sql)
        values = [values[name] for name in names]
    connection.ensure_connection()
    preparing, call = prepared_on(connection.connection).steps(sql)
    cursor = connection.cursor()
    if preparing:
        _prepare(cursor, sql, preparing)
    cursor.execute(call, values)
    return cursor


def _prepare(cursor: CursorWrapper, sql: str, preparing: Sequence[str]) -> None:
    """Once a connection, and waited for: no name may be believed to stand that an error kept from being made."""
    opened = connection.connection
    try:
        with connection.wrap_database_errors, opened.pipeline() if is_in_pipeline() else nullcontext():
            for step in preparing:
                cursor.execute(step, [])
    except Exception:
        prepared_on(opened).forget([sql])
        raise


@cache
def _by_place(sql: str) -> tuple[str, list[str]]:
    return _NAMED.sub("%s", sql), _NAMED.findall(sql)
