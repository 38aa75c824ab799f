from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_active_contact'),
        ('tickets', '0006_fill_next_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='due_told_for',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='late_told_for',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['owner', 'due_on', 'id'], name='task_open_of_owner'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['due_on', 'id'], name='task_open_due'),
        ),
    ]
