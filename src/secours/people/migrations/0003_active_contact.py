from django.db import migrations

from secours.people.sql import ACTIVE_CONTACT


class Migration(migrations.Migration):
    dependencies = [("people", "0002_walls")]

    operations = [migrations.RunSQL(ACTIVE_CONTACT, migrations.RunSQL.noop)]
