from django.db import migrations

from secours.service_levels.sql import TERMS


class Migration(migrations.Migration):
    dependencies = [("service_levels", "0002_walls")]

    operations = [
        migrations.RunSQL(
            TERMS, "DROP FUNCTION service_levels_terms(bigint, smallint, smallint, smallint)"
        )
    ]
