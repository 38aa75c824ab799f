from django.db import migrations

from secours.faults.sql import CASES, NEAREST, NEAREST_INDEX
from secours.lib.walls import wall


class Migration(migrations.Migration):
    dependencies = [("faults", "0003_phrase")]

    operations = [
        wall("faults_phrase", shared=True),
        migrations.RunSQL(CASES, "DROP FUNCTION faults_cases"),
        migrations.RunSQL(NEAREST, "DROP FUNCTION faults_nearest"),
        migrations.RunSQL(NEAREST_INDEX, "DROP INDEX faults_phrase_nearest"),
    ]
