"""The suite runs on the PostgreSQL that users get. The owner makes and cleans the test database;
every query of a test runs as the application's role, behind the walls."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(
    os.environ.get("SECOURS_TEST_DATA", Path(tempfile.gettempdir()) / f"secours-tests-{os.getuid()}")
)
# Before pytest-django looks: settings read the data folder when they are first imported.
os.environ["DJANGO_SETTINGS_MODULE"] = "secours.config.settings"
os.environ["SECOURS_DATA"] = str(_FOLDER)
os.environ.setdefault("SECOURS_DEMO", "1")
os.environ.setdefault("SECOURS_EMAIL_URL", "memory://")
# In this process: a test that needs the model does not begin before it is read.
os.environ.setdefault("SECOURS_MEANING", "here")
os.environ.pop("SECOURS_DATABASE_ROLE", None)

SHARED = Path(os.environ.get("SECOURS_SHARED", Path(__file__).parent.parent.parent / "shared"))


def pytest_configure(config: pytest.Config) -> None:
    """One embedded server for the session and its workers; DATABASE_URL names another one."""
    import django

    from secours.lib.postgres import Cluster

    if not os.environ.get("DATABASE_URL"):
        opened = Cluster(_FOLDER).opened()
        opened.__enter__()
        config.add_cleanup(lambda: opened.__exit__(None, None, None))
    django.setup()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """../shared, or a skip that says so."""
    if not SHARED.is_dir():
        pytest.skip(f"the real data of {SHARED} is absent; set SECOURS_SHARED to measure on it")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = os.environ.get("SECOURS_TEST_NAME", "suite")
    connection.settings_dict["TEST"]["NAME"] = f"test_secours_{name}{worker}"
    keep = bool(os.environ.get("SECOURS_TEST_KEEP"))  # a developer's shortcut: the database stays
    connection.settings_dict["CONN_MAX_AGE"] = None
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {}
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=[])
        connection.close()
        connection.settings_dict["OPTIONS"] = options
        _install_world()
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["OPTIONS"] = {}
        teardown_databases(databases, verbosity=0, keepdb=keep)


def _install_world() -> None:
    """Committed once: what `secours migrate` installs, and the cast. Tests roll back what they add."""
    from secours.cli.demo.cast import build_cast
    from secours.cli.installation import install
    from secours.people.actor import acting_as_system

    if not install():
        return
    with acting_as_system() as by:
        build_cast(by)


@pytest.fixture(scope="session")
def _no_files_left() -> Iterator[None]:
    yield
    shutil.rmtree(_FOLDER / "files", ignore_errors=True)


class Scene:
    """The cast as a test reads it: actors, people and devices by their short names."""

    def actor(self, role: str) -> Any:
        from secours.people.actor import actor_of_account
        from secours.people.models import Account

        actor = actor_of_account(Account.objects.get(email=f"{role}@demo.example").id)
        assert actor is not None
        return actor

    def person(self, role: str) -> Any:
        from secours.people.models import Person

        return Person.objects.get(email=f"{role}@demo.example")

    def device(self, name: str) -> Any:
        from secours.equipment.models import Device

        return Device.objects.get(name=name)

    def enter(self, role: str) -> Any:
        """Give the test's transaction the reach of a role; gives back its actor."""
        from secours.lib.walls import enter_reach

        actor = self.actor(role)
        enter_reach(actor.reach, provider=actor.is_provider)
        return actor

    def enter_system(self) -> Any:
        from secours.lib.walls import enter_reach
        from secours.people.actor import system_actor

        actor = system_actor()
        enter_reach(actor.reach, provider=True)
        return actor


@pytest.fixture
def scene(db: None) -> Scene:
    """Inside the test's transaction, with the system's reach to begin with."""
    built = Scene()
    built.enter_system()
    return built


@pytest.fixture
def sign_in(client: Any, scene: Scene) -> Any:
    """`sign_in("technician")` gives a client signed in as that role."""

    def signed_in(role: str) -> Any:
        from django.test import Client

        from secours.people.models import Account

        browser = Client()
        account = Account.objects.get(email=f"{role}@demo.example")
        browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return signed_in
