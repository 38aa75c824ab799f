from django.db import migrations

from secours.lib.walls import wall


class Migration(migrations.Migration):
    dependencies = [("faults", "0001_initial")]

    operations = [
        wall("faults_fault", shared=True),
        wall("faults_symptom", shared=True),
        wall("faults_cause", shared=True),
        wall("faults_check", shared=True),
        wall("faults_checklink", shared=True),
        wall("faults_remedy", shared=True),
        wall("faults_article", shared=True),
        wall("faults_occurrence"),
        migrations.RunSQL("CREATE SEQUENCE faults_number START 101", "DROP SEQUENCE faults_number"),
    ]
