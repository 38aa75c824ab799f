from django.db import migrations

from secours.lib.walls import wall
from secours.journal.sql import APPEND_ONLY, UNDO_APPEND_ONLY


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        wall("journal_entry", shared=True),
        wall("journal_entrytext", shared=True),
        wall("journal_head", shared=True),
        wall("journal_attachment"),
        wall("journal_outbox"),
        migrations.RunSQL(APPEND_ONLY, UNDO_APPEND_ONLY),
    ]
