from django.db import migrations

from secours.lib.walls import wall
from secours.people.sql import (
    CACHE_TABLE,
    CONTACT,
    DEFAULT_TEAM,
    EVERY_ORGANISATION,
    INVITATION,
    REACH_OF,
    STAFF_NAMES,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        wall("people_organisation", "id"),
        wall("people_site"),
        wall("people_place"),
        wall("people_person"),
        wall("people_role"),
        wall("people_reach"),
        wall("people_team"),
        wall("people_membership"),
        wall("people_invitation"),
        migrations.RunSQL(REACH_OF, "DROP FUNCTION people_reach_of"),
        migrations.RunSQL(CONTACT, "DROP FUNCTION people_contact"),
        migrations.RunSQL(EVERY_ORGANISATION, "DROP FUNCTION people_every_organisation"),
        migrations.RunSQL(DEFAULT_TEAM, "DROP FUNCTION people_default_team"),
        migrations.RunSQL(STAFF_NAMES, "DROP FUNCTION people_staff_names"),
        migrations.RunSQL(INVITATION, "DROP FUNCTION people_invitation"),
        migrations.RunSQL(CACHE_TABLE, "DROP TABLE shared_cache"),
    ]
