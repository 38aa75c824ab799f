from django.db import migrations

from secours.people.sql import CLOSE_FUNCTIONS
from secours.tickets.sql import SEARCH


class Migration(migrations.Migration):
    """Whoever searches may say up to how many hits are ranked: similar tickets look for any of many words."""

    dependencies = [("tickets", "0004_standard_replies"), ("people", "0003_active_contact")]

    operations = [
        # Of an installation older than this: nothing between 0002, which made it then, and here calls it.
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS tickets_search(text, bigint[], bigint, integer)", migrations.RunSQL.noop
        ),
        migrations.RunSQL(SEARCH, "DROP FUNCTION tickets_search(text, bigint[], bigint, integer, integer)"),
        migrations.RunSQL(CLOSE_FUNCTIONS, migrations.RunSQL.noop),
    ]
