from django.db import migrations

from secours.faults.recall_sql import COUNTS, FIND, INLINE, PLACES, RECOUNT
from secours.lib.walls import wall
from secours.people.sql import CLOSE_FUNCTIONS


class Migration(migrations.Migration):
    dependencies = [("faults", "0008_documents"), ("people", "0003_active_contact")]

    operations = [
        wall("faults_document", shared=True),
        wall("faults_piece", shared=True),
        wall("faults_documentcount", shared=True),
        migrations.RunSQL(INLINE, migrations.RunSQL.noop),
        *[migrations.RunSQL(place, migrations.RunSQL.noop) for place in PLACES],
        migrations.RunSQL(COUNTS, "DROP FUNCTION faults_recall_counts"),
        migrations.RunSQL(FIND, "DROP FUNCTION faults_recall"),
        migrations.RunSQL(RECOUNT, "DROP FUNCTION faults_recall_recount"),
        migrations.RunSQL(CLOSE_FUNCTIONS, migrations.RunSQL.noop),
    ]
