from django.db import migrations

from secours.lib.walls import wall
from secours.tickets.sql import NUMBERS, TEXT_SEARCH


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [
        wall("tickets_ticket"),
        wall("tickets_link"),
        wall("tickets_watcher"),
        wall("tickets_task"),
        wall("tickets_savedview"),
        wall("tickets_message"),
        wall("tickets_draft"),
        wall("tickets_presence"),
        wall("tickets_assignment"),
        wall("tickets_hold"),
        wall("tickets_escalation"),
        wall("tickets_resolution"),
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE tickets_number"),
        migrations.RunSQL(TEXT_SEARCH, migrations.RunSQL.noop),
    ]
