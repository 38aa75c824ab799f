from typing import Any

from django.db import connection, migrations

_BATCH = 2_000
# Most solutions repeat what a message says: their tickets are not written again, nor are those of a run that was cut.
_INDEX = f"""
WITH batch AS (
  SELECT solution.id, ticket.id AS ticket_id,
    secours_vector(ticket.language, left(solution.text, 20000)) AS words
  FROM tickets_resolution solution JOIN tickets_ticket ticket ON ticket.id = solution.ticket_id
  WHERE solution.id > %s AND solution.withdrawn_at IS NULL AND solution.text <> ''
  ORDER BY solution.id LIMIT {_BATCH}
), written AS (
  UPDATE tickets_ticket ticket SET search = coalesce(ticket.search, ''::tsvector) || batch.words
  FROM batch WHERE ticket.id = batch.ticket_id
    AND NOT tsvector_to_array(batch.words) <@ tsvector_to_array(coalesce(ticket.search, ''::tsvector))
)
SELECT max(id) FROM batch
"""


def index(_apps: Any, _editor: Any) -> None:
    with connection.cursor() as cursor:
        last = 0
        while last is not None:
            cursor.execute(_INDEX, [last])
            last = cursor.fetchone()[0]


class Migration(migrations.Migration):
    """Tickets are found by the words of the solution that stands; a batch at a time, beside people at work."""

    atomic = False

    dependencies = [("tickets", "0008_search_followed")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
