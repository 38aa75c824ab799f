from django.db import migrations, models

# As calibration.Forecast works it out, for the rows that are there.
JUDGE = """
UPDATE diagnosis_prediction SET (believed, is_right, of_truth, rank, brier) = (
  SELECT max(p), (array_agg(id ORDER BY p DESC, place))[1] = truth, coalesce(sum(p) FILTER (WHERE id = truth), 0),
    min(above + 1) FILTER (WHERE id = truth AND id <> 'other'),
    sum(power(p - (id = truth)::int, 2)) + 1 - max((id = truth)::int)
  FROM (
    SELECT key AS id, value::float8 AS p, place,
      count(*) FILTER (WHERE key <> 'other')
        OVER (ORDER BY value::float8 DESC, key COLLATE "C" DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        AS above
    FROM jsonb_each_text(probabilities) WITH ORDINALITY AS told (key, value, place)
  ) told
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('diagnosis', '0004_prediction'),
    ]

    operations = [
        migrations.AddField('prediction', 'believed', models.FloatField(null=True)),
        migrations.AddField('prediction', 'is_right', models.BooleanField(null=True)),
        migrations.AddField('prediction', 'of_truth', models.FloatField(null=True)),
        migrations.AddField('prediction', 'rank', models.PositiveSmallIntegerField(null=True)),
        migrations.AddField('prediction', 'brier', models.FloatField(null=True)),
        migrations.RunSQL(JUDGE, migrations.RunSQL.noop),
        migrations.AlterField('prediction', 'believed', models.FloatField()),
        migrations.AlterField('prediction', 'is_right', models.BooleanField()),
        migrations.AlterField('prediction', 'of_truth', models.FloatField()),
        migrations.AlterField('prediction', 'brier', models.FloatField()),
    ]
