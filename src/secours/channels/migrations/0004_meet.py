from django.db import migrations

from secours.channels.sql import MEET


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0003_mailbox_takes_plus_address"),
        ("people", "0003_active_contact"),
        ("tickets", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(
            MEET, "DROP FUNCTION channels_meet(bigint, text[], text, text, text, text[], bigint[], bigint[])"
        )
    ]
