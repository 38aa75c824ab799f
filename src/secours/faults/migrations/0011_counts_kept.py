from django.db import migrations, models

from secours.faults.sql import COUNTS_SINCE
from secours.people.sql import CLOSE_FUNCTIONS


class Migration(migrations.Migration):
    dependencies = [("faults", "0010_shared_remedies")]

    operations = [
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["fault", "-happened_at"], name="occurrence_of_late"),
        ),
        migrations.RunSQL(COUNTS_SINCE, "DROP FUNCTION faults_counts_since"),
        migrations.RunSQL(CLOSE_FUNCTIONS, migrations.RunSQL.noop),
    ]
