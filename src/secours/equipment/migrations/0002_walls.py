from django.db import migrations

from secours.lib.walls import wall


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_initial")]

    operations = [
        wall("equipment_device"),
        wall("equipment_custody"),
        wall("equipment_inventory"),
        wall("equipment_devicefact"),
        wall("equipment_software"),
        wall("equipment_installation"),
    ]
