from django.db import migrations

from secours.tickets.sql import SEARCH


class Migration(migrations.Migration):
    """Requesters find the shared incidents that they follow."""

    dependencies = [("tickets", "0007_open_tasks")]

    operations = [migrations.RunSQL(SEARCH, migrations.RunSQL.noop)]
