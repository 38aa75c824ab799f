from django.db import migrations

from secours.faults.recall_sql import RECOUNT_ALONE
from secours.people.sql import CLOSE_FUNCTIONS


class Migration(migrations.Migration):
    """Two recounts at once would both put in the same words: the second waits for the first."""

    dependencies = [("faults", "0012_declined_proposals")]

    operations = [
        migrations.RunSQL(RECOUNT_ALONE, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSE_FUNCTIONS, migrations.RunSQL.noop),
    ]
