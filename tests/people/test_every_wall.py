"""What the wall does, command by command, on every table that has one: a new table cannot have half a wall.

Two organisations that exist nowhere else have a row in each table, written by the owner; the application reaches
one of them. All of it is rolled back; foreign keys (checked at commit), what a row must say and what the journal
keeps are left aside.
"""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.db import ProgrammingError, connection, transaction

from secours.lib.walls import enter_reach

OURS, THEIRS = 900_000_001, 900_000_002

_WALLED = """
SELECT c.table_name::text, c.column_name::text, c.is_nullable = 'YES'
FROM information_schema.columns c JOIN pg_class t ON t.oid = format('public.%I', c.table_name)::regclass
WHERE c.table_schema = 'public' AND t.relkind IN ('r', 'p')
  AND (c.column_name = 'organisation_id' OR (c.table_name, c.column_name) = ('people_organisation', 'id'))
ORDER BY 1
"""
# Statements that let any row in.
_OPEN = """
SELECT format('ALTER TABLE %%s %%s', tables.name, string_agg(DISTINCT tables.change, ', ')) FROM (
  SELECT tgrelid::regclass::text, 'DISABLE TRIGGER USER' FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT conrelid::regclass::text, format('DROP CONSTRAINT %%I', conname) FROM pg_constraint WHERE contype = 'c'
) tables(name, change) WHERE tables.name = ANY(%s) GROUP BY tables.name
"""
# What must be given: neither nullable nor made by the table.
_WANTED = """
SELECT a.attname, format_type(a.atttypid, NULL), a.atttypmod FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
  AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
"""
_PLAIN = {
    "boolean": "false", "bytea": r"\x", "date": "2026-11-24", "jsonb": "{}", "tsvector": "", "integer[]": "{}",
    "timestamp with time zone": "2026-11-24 09:00+00",
}  # fmt: skip
_TEXTS = {"character varying", "text"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Table:
    """`by` is the column that says whose a row is; a shared table also has rows that are nobody's."""

    def __init__(self, name: str, by: str, shared: bool) -> None:
        self.name, self.by, self.shared = name, by, shared
        self.columns, self.numbers = rows(_WANTED, name), count(1)

    def insert(self, whose: int | None) -> None:
        number = next(self.numbers)
        told = {name: value_of(kind, size, number) for name, kind, size in self.columns} | {self.by: whose}
        names = ", ".join(f'"{name}"' for name in told)
        rows(f"INSERT INTO {self.name} ({names}) VALUES ({', '.join(['%s'] * len(told))})", *told.values())

    def select(self) -> list[object]:
        return self._owners(f"SELECT {self.by} FROM {self.name} WHERE {self._made}")

    def update(self) -> list[object]:
        return self._owners(
            f"UPDATE {self.name} SET {self.by} = {self.by} WHERE {self._made} RETURNING {self.by}"
        )

    def delete(self) -> list[object]:
        return self._owners(f"DELETE FROM {self.name} WHERE {self._made} RETURNING {self.by}")

    def give_away(self) -> None:
        rows(f"UPDATE {self.name} SET {self.by} = {THEIRS} WHERE {self.by} = {OURS}")

    def _owners(self, query: str) -> list[object]:
        return [row[0] for row in rows(query)]

    @property
    def _made(self) -> str:
        return f"{self.by} IN ({OURS}, {THEIRS})"


def rows(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchall() if cursor.description else []


def value_of(kind: object, size: object, number: int) -> object:
    """Keys differ from row to row and from what is there; some columns hold two letters."""
    if kind in _PLAIN:
        return _PLAIN[str(kind)]
    if kind in ("vector", "halfvec"):
        return str([1] * int(str(size)))
    if kind in _TEXTS:
        return "é" + _LETTERS[number]
    return number + (30_000 if kind == "smallint" else 800_000_000)


@pytest.fixture
def tables(db: None) -> Iterator[list[Table]]:
    """Each with a row of ours, one of theirs and, where rows are shared, one of nobody's."""
    with transaction.atomic():
        rows("SET LOCAL ROLE NONE")
        found = [Table(*row) for row in rows(_WALLED)]  # type: ignore[arg-type]
        rows(";".join(str(change) for (change,) in rows(_OPEN, [table.name for table in found])))
        for table in found:
            for whose in (OURS, THEIRS, None)[: 3 if table.shared else 2]:
                table.insert(whose)
        rows("SET LOCAL ROLE secours_app")
        enter_reach([OURS])
        yield found
        transaction.set_rollback(True)


def test_each_command_touches_ours_only(tables: list[Table]) -> None:
    assert len(tables) > 55
    ours = {table.name: [OURS] for table in tables}
    assert {table.name: table.select() for table in tables} == ours
    assert {table.name: table.update() for table in tables} == ours
    no_row_is_written_elsewhere(tables)
    assert {table.name: table.delete() for table in tables} == ours
    # Or the refusals would prove nothing.
    assert [table.name for table in tables if is_refused(table.insert, OURS)] == []
    shared_rows_are_written_by_the_provider([table for table in tables if table.shared])


def no_row_is_written_elsewhere(tables: list[Table]) -> None:
    assert [table.name for table in tables if not is_refused(table.insert, THEIRS)] == []
    assert [table.name for table in tables if not is_refused(table.give_away)] == []


def shared_rows_are_written_by_the_provider(tables: list[Table]) -> None:
    """They are read by all."""
    assert len(tables) >= 20
    for table in tables:
        nobodys = f"{table.name} {{}} WHERE {table.by} IS NULL"
        assert rows(f"SELECT 1 FROM {nobodys.format('')} LIMIT 1"), table.name
        assert not rows(f"UPDATE {nobodys.format(f'SET {table.by} = {OURS}')} RETURNING 1"), table.name
        assert not rows(f"DELETE FROM {nobodys.format('')} RETURNING 1"), table.name
    assert [table.name for table in tables if not is_refused(table.insert, None)] == []
    enter_reach([OURS], provider=True)
    assert [table.name for table in tables if is_refused(table.insert, None)] == []


def is_refused(write: Callable[..., None], *told: int | None) -> bool:
    """By the wall: anything else that stops it fails the test."""
    try:
        with transaction.atomic():
            write(*told)
    except ProgrammingError as failure:
        if "row-level security" not in str(failure):
            raise
        return True
    return False
