from django.db import migrations

from secours.channels.sql import MEET


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_raw_message_erased_at"),
        ("people", "0003_active_contact"),
        ("tickets", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(
            MEET, "DROP FUNCTION channels_meet(bigint, text[], text, text, text, text[], bigint[], bigint[])"
        )
    ]
