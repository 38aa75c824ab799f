from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import pre_migrate

_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'secours_app') THEN
    CREATE ROLE secours_app NOLOGIN;
  END IF;
  IF NOT pg_has_role(current_user, 'secours_app', 'SET') THEN
    EXECUTE format('GRANT secours_app TO %I WITH SET TRUE', current_user);
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO secours_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO secours_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO secours_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO secours_app;
"""


class JournalConfig(AppConfig):
    name = "secours.journal"

    def ready(self) -> None:
        pre_migrate.connect(prepare_application_role, sender=self)


def prepare_application_role(**_: Any) -> None:
    """Before the first table: what the owner makes later is granted to the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
