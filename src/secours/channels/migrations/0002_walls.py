from django.db import migrations

from secours.lib.walls import wall


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]

    operations = [
        wall("channels_mailbox"),
        wall("channels_rawmessage"),
        wall("channels_messagereference"),
        wall("channels_notification"),
    ]
