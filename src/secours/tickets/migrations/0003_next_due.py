from django.db import migrations, models


class Migration(migrations.Migration):
    """The column alone, which costs nothing; 0006 fills it beside people at work, and builds its index."""

    dependencies = [
        ("equipment", "0002_walls"),
        ("people", "0003_active_contact"),
        ("service_levels", "0002_walls"),
        ("tickets", "0002_walls"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="ticket_open_due"),
        migrations.AddField(
            model_name="ticket",
            name="next_due_at",
            field=models.DateTimeField(null=True, editable=False),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex(
                    model_name="ticket",
                    index=models.Index(
                        models.OrderBy(models.F("next_due_at"), nulls_last=True),
                        models.F("id"),
                        condition=models.Q(("state__in", ("new", "in_progress", "on_hold"))),
                        name="ticket_open_next",
                    ),
                ),
            ]
        ),
    ]
