from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_search_solutions")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "on_hold")), fields=["organisation"], name="ticket_on_hold"
            ),
        ),
    ]
