from django.db import migrations

from secours.faults.sql import NEAREST_BY_INDEX


class Migration(migrations.Migration):
    dependencies = [("faults", "0006_pictures")]

    operations = [
        migrations.RunSQL(
            NEAREST_BY_INDEX, "ALTER FUNCTION faults_nearest(text, vector, integer) RESET enable_seqscan"
        )
    ]
