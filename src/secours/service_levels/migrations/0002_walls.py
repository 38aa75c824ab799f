from django.db import migrations

from secours.lib.walls import wall


class Migration(migrations.Migration):
    dependencies = [("service_levels", "0001_initial")]

    operations = [
        wall("service_levels_category", shared=True),
        wall("service_levels_priorityrule", shared=True),
        wall("service_levels_calendar", shared=True),
        wall("service_levels_agreement", shared=True),
        wall("service_levels_target", shared=True),
    ]
