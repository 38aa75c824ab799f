"""Statements written once and sent together.

Django writes the SQL of a query set anew each time it is read: a page that asks thirty things spends more on
writing than PostgreSQL on answering. Here a query set becomes a `Statement` once a process, the values that
change being `Given`; and what a page wants to know is gathered in a `Reading`, which sends all of it in one
message as soon as a first answer is looked at.

The query sets come from access.py as always: what they hold of their reader (reach, teams) is part of the
statement, so a statement is kept by reader (`functools.lru_cache` with the Actor as key), never shared.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.expressions import Expression
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    get_related_populators,
)

from secours.lib.planned import planned
from secours.lib.prepared import prepared_on
from secours.lib.transactions import is_in_pipeline

Row = TypeVar("Row")
# How many readers each kind of statement is kept for, in one process (a few KB each).
KEPT = 128
# Between the statements of one message.
TOGETHER = ";\n"


class Given(Expression):
    """A value that comes with each reading: `Task.objects.filter(ticket=Given("ticket"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class GivenIds(Given):
    """Several numbers: `Person.objects.filter(id__in=GivenIds("people"))`."""

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        return "(SELECT unnest(%s::bigint[]))", [self]


class GivenTexts(Given):
    """Several texts."""

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        return "(SELECT unnest(%s::text[]))", [self]


class Statement(Generic[Row]):
    """SQL, the names of the values that it is given, in order, and how to make rows of what comes back. Instead of a
    name, a number is a value that never changes. `is_planned_anew`: at each call, because what it finds by the values
    given differs a hundredfold from one to the next."""

    is_planned_anew = False

    def __init__(self, sql: str, names: Sequence[str | int], made: Callable[[list[Any]], list[Row]]) -> None:
        self.sql, self.names, self.made = sql, tuple(names), made

    def read(self, **given: Any) -> list[Row]:
        return Reading().ask(self, **given).rows


def written(sql: str, *names: str | int) -> Statement[Any]:
    """SQL written by hand, each %s a name; its rows are tuples."""
    return Statement(sql, names, list)


def planned_anew(statement: Statement[Row]) -> Statement[Row]:
    statement.is_planned_anew = True
    return statement


def statement(queryset: QuerySet[Any, Row]) -> Statement[Row]:
    """What the query set asks. Rows are as it would give them: models, tuples or dicts; nothing prefetched."""
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return Statement("", (), list)
    befores = sql.replace("%%", "").split("%s")
    told = [
        one.name if isinstance(one, Given) else one if _is_a_number_met(before, one) else None
        for before, one in zip(befores, values, strict=False)
    ]
    literals = ["%s" if name is not None else _quoted(one) for name, one in zip(told, values, strict=True)]
    # Written twice: once for the literals put here, once for the values that come with each reading.
    names = [name for name in told if name is not None]
    return Statement(sql.replace("%%", "%%%%") % tuple(literals), names, _maker(queryset, compiler))


def counted(statement: Statement[Any]) -> Statement[tuple[int]]:
    """How many rows it has; its query set says up to how many it counts."""
    if not statement.sql:
        return written("SELECT 0")
    return written(f"SELECT count(*) FROM ({statement.sql}) counted", *statement.names)


def chained(first: Statement[Row], second: Statement[Row], most: int) -> Statement[Row]:
    """Rows of the same columns: the second's only while the first leaves room. PostgreSQL promises no order."""
    if not (first.sql and second.sql):
        return first if first.sql else second
    sql = f"({first.sql}) UNION ALL ({second.sql}) LIMIT {most}"
    return Statement(sql, (*first.names, *second.names), first.made)


class Answer(Generic[Row]):
    """What was asked; looking at its rows sends whatever its reading still holds."""

    def __init__(self, reading: "Reading", statement: Statement[Row], values: list[Any]) -> None:
        self._reading, self.statement, self.values = reading, statement, values
        self.found: list[Row] | None = None if statement.sql else []
        self.failed: Exception | None = None

    @property
    def rows(self) -> list[Row]:
        """Raises what PostgreSQL said when it was sent, each time it is looked at."""
        if self.failed is not None:
            raise self.failed
        if self.found is None:
            self._reading.send()
        return self.found or []

    @property
    def first(self) -> Row | None:
        return self.rows[0] if self.rows else None


class Reading:
    """Questions gathered until one of their answers is looked at, then sent in one message."""

    def __init__(self) -> None:
        self._waiting: list[Answer[Any]] = []

    def ask(self, statement: Statement[Row], **given: Any) -> Answer[Row]:
        """Raises KeyError for a value that the statement names and is not given."""
        values = [given[name] if isinstance(name, str) else name for name in statement.names]
        answer = Answer(self, statement, values)
        if statement.sql:
            self._waiting.append(answer)
        return answer

    def send(self) -> None:
        asked, self._waiting = self._waiting, []
        try:
            _fetch(asked)
        except Exception as error:
            for one in asked:
                if one.found is None:
                    one.failed = error
            raise


def _fetch(asked: Sequence[Answer[Any]]) -> None:
    if is_in_pipeline():  # which carries one statement a message, and many messages at once
        cursors = [planned(one.statement.sql, one.values) for one in asked]
        for one, cursor in zip(asked, cursors, strict=True):
            one.found = one.statement.made(cursor.fetchall())
        return
    with connection.cursor() as cursor:
        prepared = prepared_on(connection.connection)
        told = [
            (one.statement.sql, 0) if one.statement.is_planned_anew else prepared.told(one.statement.sql)
            for one in asked
        ]
        try:
            cursor.execute(TOGETHER.join(sql for sql, _ in told), [v for one in asked for v in one.values])
        except Exception:
            prepared.forget([one.statement.sql for one in asked])
            raise
        # Nothing has a row before the first answer: what names and frees a plan, then each answer.
        for place, (one, (_sql, before)) in enumerate(zip(asked, told, strict=True)):
            for _ in range(before + (place > 0)):
                cursor.nextset()
            one.found = one.statement.made(cursor.fetchall())


def _is_a_number_met(before: str, value: Any) -> bool:
    """`"assigned_to_id" = %s`: kept apart from the text, so that colleagues of the same reach share one plan."""
    return type(value) is int and before.endswith('" = ')


def _quoted(value: Any) -> str:
    literal: str = connection.ops.compose_sql("%s", [value])  # type: ignore[attr-defined]
    return literal.replace("%", "%%")


def _maker(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """As the iterables of Django's query sets do (django/db/models/query.py)."""
    converted, shape = _converter(compiler), queryset._iterable_class
    if shape is ModelIterable:
        model = _models(compiler)
        return lambda rows: [model(row) for row in converted(rows)]
    if shape is FlatValuesListIterable:
        return lambda rows: [row[0] for row in converted(rows)]
    if shape is ValuesIterable:
        query = queryset.query
        names = list(query.selected or (*query.values_select, *query.annotation_select))
        return lambda rows: [dict(zip(names, row, strict=True)) for row in converted(rows)]
    return lambda rows: list(converted(rows))


def _converter(compiler: Any) -> Callable[[list[Any]], Iterator[Any]]:
    """What fields make of their columns (JSON most of all)."""
    columns = [one[0] for one in compiler.select[: compiler.col_count]]
    converters = [(place, *told) for place, told in compiler.get_converters(columns).items()]

    def convert(row: Any) -> list[Any]:
        values = list(row)
        for place, functions, expression in converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return values

    return (lambda rows: map(convert, rows)) if converters else iter


def _models(compiler: Any) -> Callable[[Any], Any]:
    info, select = compiler.klass_info, compiler.select
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [one[0].target.attname for one in select[start:end]]
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    annotations = compiler.annotation_col_map or {}

    def make(row: Any) -> Any:
        made = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
        for populator in related:
            populator.populate(row, made)
        for name, place in annotations.items():
            setattr(made, name, row[place])
        return made

    return make
