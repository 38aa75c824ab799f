from typing import Any

from django.db import connection, migrations, transaction

from secours.tickets.sql import NEXT_DUE

_BATCH = 5_000
# Closed tickets follow when they are next written (a reopened one is): lists sort open ones by it.
_FILL = f"""
UPDATE tickets_ticket SET next_due_at = NULL WHERE id IN (
  SELECT id FROM tickets_ticket
  WHERE state IN ('new', 'in_progress', 'on_hold') AND id > %s ORDER BY id LIMIT {_BATCH} FOR UPDATE)
RETURNING id
"""
_BROKEN = """
SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('ticket_open_next') AND NOT indisvalid
"""
_INDEX = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS ticket_open_next ON tickets_ticket (next_due_at ASC NULLS LAST, id)
WHERE state IN ('new', 'in_progress', 'on_hold')
"""


def fill(_apps: Any, _editor: Any) -> None:
    """May be run again after it was cut. Where 0003 made a generated column, it becomes an ordinary one, as it is."""
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("ALTER TABLE tickets_ticket ALTER COLUMN next_due_at DROP EXPRESSION IF EXISTS")
            cursor.execute(NEXT_DUE)
        last = 0
        while rows := _filled(cursor, last):
            last = max(row[0] for row in rows)
        cursor.execute(_BROKEN)
        if cursor.fetchone():
            cursor.execute("DROP INDEX CONCURRENTLY ticket_open_next")
        cursor.execute(_INDEX)


def _filled(cursor: Any, last: int) -> list[tuple[int]]:
    cursor.execute(_FILL, [last])
    found: list[tuple[int]] = cursor.fetchall()
    return found


class Migration(migrations.Migration):
    """A million tickets are never locked together: a batch at a time, then the index beside people at work."""

    atomic = False

    dependencies = [("tickets", "0005_search_ranked")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
