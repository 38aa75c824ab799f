from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Beside people at work: the journal is the longest table."""

    atomic = False

    dependencies = [("journal", "0002_walls")]

    operations = [
        AddIndexConcurrently(
            "entry",
            models.Index(
                fields=["organisation_id"],
                condition=models.Q(kind="run.article_answered"),
                name="entry_article_answers",
            ),
        ),
    ]
