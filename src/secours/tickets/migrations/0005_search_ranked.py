from django.db import migrations

from secours.people.sql import CLOSE_FUNCTIONS
from secours.tickets.sql import SEARCH, SEARCH_RANKED


class Migration(migrations.Migration):
    """Whoever searches may say up to how many hits are ranked: similar tickets look for any of many words."""

    dependencies = [("tickets", "0004_standard_replies"), ("people", "0003_active_contact")]

    operations = [
        migrations.RunSQL("DROP FUNCTION tickets_search(text, bigint[], bigint, integer)", SEARCH),
        migrations.RunSQL(
            SEARCH_RANKED, "DROP FUNCTION tickets_search(text, bigint[], bigint, integer, integer)"
        ),
        migrations.RunSQL(CLOSE_FUNCTIONS, migrations.RunSQL.noop),
    ]
