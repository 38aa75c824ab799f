"""Migrations in a third of Django's time, which a first start spends mostly on them.

After each table, index and constraint Django makes the classes of all related models again: five thousand for
our hundred. A migration that only adds asks nothing of the others, so only the class that it adds to is made
anew. Before a migration of another kind, which may ask anything, all are.
"""

from typing import Any

from django.db.migrations import operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

_ADDING = (
    operations.CreateModel,
    operations.AddField,
    operations.AddIndex,
    operations.AddConstraint,
    operations.RunSQL,
)


class QuickExecutor(MigrationExecutor):
    """To be given to Django's command `migrate`."""

    def migrate(self, targets: Any, plan: Any = None, state: Any = None, **named: Any) -> Any:  # type: ignore[override]
        known = state or self._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
        quick = _QuickState.of(known)
        super().migrate(targets, plan, quick, **named)
        quick.begin(only_adds=False)
        return quick

    def apply_migration(self, state: Any, migration: Any, *arguments: Any, **named: Any) -> Any:
        state.begin(only_adds=all(isinstance(one, _ADDING) for one in migration.operations))
        return super().apply_migration(state, migration, *arguments, **named)


class _QuickState(ProjectState):
    only_adds = is_partial = False

    @classmethod
    def of(cls, state: Any) -> "_QuickState":
        quick = cls(state.models, state.real_apps)
        if "apps" in state.__dict__:
            quick.apps = state.apps
        return quick

    def begin(self, *, only_adds: bool) -> None:
        """Until the next call, classes are made alone, or with all that are related."""
        self.only_adds = only_adds
        if self.is_partial and not only_adds:
            self.is_partial = False
            self.__dict__.pop("apps")
            self.apps  # noqa: B018  (made now, once: the copies of this state share it)

    def _find_reload_model(self, app_label: str, model_name: str, delay: bool = False) -> Any:
        if not self.only_adds:
            return super()._find_reload_model(app_label, model_name, delay)  # type: ignore[misc]
        self.is_partial = True
        return {(app_label, model_name)}
