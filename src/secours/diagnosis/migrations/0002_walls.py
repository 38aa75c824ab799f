from django.db import migrations

from secours.lib.walls import wall


class Migration(migrations.Migration):
    dependencies = [("diagnosis", "0001_initial")]

    operations = [
        wall("diagnosis_run"),
        wall("diagnosis_finding"),
        wall("diagnosis_attempt"),
        wall("diagnosis_override"),
        wall("diagnosis_assessment"),
        wall("diagnosis_recommendation"),
    ]
