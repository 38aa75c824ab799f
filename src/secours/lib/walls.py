"""Row-level security: the wall between organisations (design.md section 10, foundations.md 0.1).

The reach of a transaction is a PostgreSQL array literal of organisation ids in `secours.reach`.
The sub-select form of the policy is evaluated once and is never taken for an index condition.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, migrations

_Sql = str | tuple[str, dict[str, Any] | list[Any] | tuple[Any, ...] | tuple[()] | None]

_REACH = "(SELECT unnest(nullif(current_setting('secours.reach', true), '')::bigint[]))"
_PROVIDER = "current_setting('secours.provider', true) = 'yes'"


def wall(table: str, column: str = "organisation_id", *, shared: bool = False) -> migrations.RunSQL:
    """Policies of one table for each command. `shared`: rows without organisation are read by all
    and written by the provider only."""
    inside = f"{column} IN {_REACH}"
    reads = f"({column} IS NULL OR {inside})" if shared else inside
    writes = f"(({inside}) OR ({column} IS NULL AND {_PROVIDER}))" if shared else inside
    policies = [
        f"CREATE POLICY {table}_select ON {table} FOR SELECT USING ({reads})",
        f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({writes})",
        f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({writes}) WITH CHECK ({writes})",
        f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({writes})",
    ]
    forward: list[_Sql] = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", *policies]
    backward: list[_Sql] = [
        f"DROP POLICY {table}_{c} ON {table}" for c in ("select", "insert", "update", "delete")
    ]
    backward.append(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    return migrations.RunSQL(forward, backward)


@contextmanager
def reach_put_back() -> Iterator[None]:
    """The reach may be changed inside; an error undoes it with the transaction."""
    names = ("secours.reach", "secours.provider")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), current_setting(%s, true)", names)
        reach, provider = cursor.fetchone()
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [names[0], reach or "", names[1], provider or ""],
        )


def enter_reach(organisation_ids: Iterable[int], *, provider: bool = False) -> None:
    """Set the reach of the current transaction; call it outermost, once, inside `atomic`."""
    literal = "{" + ",".join(str(int(i)) for i in sorted(set(organisation_ids))) + "}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('secours.reach', %s, true), set_config('secours.provider', %s, true)",
            [literal, "yes" if provider else ""],
        )
