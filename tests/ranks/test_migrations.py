"""Migrations follow one line in each package, and say all that the models say."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_package_has_two_last_migrations() -> None:
    assert MigrationLoader(None, ignore_no_migrations=True).detect_conflicts() == {}


def test_models_and_migrations_say_the_same() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    detector = MigrationAutodetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        NonInteractiveMigrationQuestioner(specified_apps=None, dry_run=True),
    )
    own = {config.label for config in apps.get_app_configs() if config.name.startswith("secours.")}
    with translation.override("en"):  # as they are written: choices carry their words
        changes = detector.changes(graph=loader.graph)
    assert {label: changes[label] for label in own & set(changes)} == {}
