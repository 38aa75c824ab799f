from django.db import migrations

from secours.faults.recall_sql import PLANNED_AS_EVER


class Migration(migrations.Migration):
    dependencies = [("faults", "0014_article_audience")]

    operations = [
        migrations.RunSQL(PLANNED_AS_EVER, PLANNED_AS_EVER.replace("SET plan_cache_mode = auto", "RESET plan_cache_mode"))
    ]
