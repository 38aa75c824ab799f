"""Rows whose number was drawn beforehand: written without waiting for an answer.

In a pipeline (lib/transactions.py) such statements travel together.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from secours.lib.planned import planned


def drawn(model: type[Model]) -> str:
    """SQL for the next number of a table."""
    return f"nextval('{model._meta.db_table}_id_seq')"


def insert(row: Model, **written: tuple[str, Sequence[Any]]) -> None:
    """`row` has its id. `written`: columns that PostgreSQL works out, by their SQL and its values.

    Neither `save` of the model nor signals are called.
    """
    fields = _fields(type(row))
    values: list[Any] = []
    for field in fields:
        if field.column in written:
            values.extend(written[field.column][1])
        else:
            values.append(field.get_db_prep_save(field.pre_save(row, add=True), connection))
    places = ", ".join(written[f.column][0] if f.column in written else "%s" for f in fields)
    planned(f"{_opening(type(row))} ({places})", values)
    row._state.adding, row._state.db = False, connection.alias


@cache
def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not field.generated]


@cache
def _opening(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in _fields(model))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES'
