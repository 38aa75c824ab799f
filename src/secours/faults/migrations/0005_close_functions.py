from django.db import migrations

from secours.people.sql import CLOSE_FUNCTIONS


class Migration(migrations.Migration):
    """Runs after every function of the ranks below, and those of this package, exists."""

    dependencies = [("faults", "0004_counts"), ("people", "0003_active_contact")]

    operations = [migrations.RunSQL(CLOSE_FUNCTIONS, migrations.RunSQL.noop)]
