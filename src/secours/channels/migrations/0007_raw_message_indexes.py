from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    """Indexes that the first columns of others hold already."""

    dependencies = [("channels", "0006_mailbox_may_be_private"), ("people", "0003_active_contact")]

    operations = [
        migrations.AlterField(
            "rawmessage",
            "mailbox",
            models.ForeignKey("channels.mailbox", CASCADE, related_name="raw_messages", db_index=False),
        ),
        migrations.AlterField(
            "rawmessage",
            "organisation",
            models.ForeignKey("people.organisation", CASCADE, db_index=False),
        ),
    ]
