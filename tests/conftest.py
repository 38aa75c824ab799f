"""The suite runs on the PostgreSQL that users get. The owner makes and cleans the test database;
every query of a test runs as the application's role, behind the walls."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

_FOLDER = Path(
    os.environ.get("SECOURS_TEST_DATA", Path(tempfile.gettempdir()) / f"secours-tests-{os.getuid()}")
)
# Before pytest-django looks: settings read the data folder when they are first imported.
os.environ["DJANGO_SETTINGS_MODULE"] = "secours.config.settings"
os.environ["SECOURS_DATA"] = str(_FOLDER)
os.environ.setdefault("SECOURS_DEMO", "1")
os.environ.setdefault("SECOURS_EMAIL_URL", "memory://")
# Reading the model takes seconds: the tests of meaning ask for it (fixture `meaning`).
os.environ.setdefault("SECOURS_MEANING", "none")
os.environ.pop("SECOURS_DATABASE_ROLE", None)
# Containers often forbid Python to keep what it compiles: every worker and every command that a test starts
# would compile the product again, and pytest rewrite each test.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A property says what is right, not how fast: a busy machine fails none.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

SHARED = Path(os.environ.get("SECOURS_SHARED", Path(__file__).parent.parent.parent / "shared"))


def pytest_configure(config: pytest.Config) -> None:
    """One embedded server for the session and its workers; DATABASE_URL names another one."""
    import django

    from secours.lib.postgres import Cluster

    if not os.environ.get("DATABASE_URL"):
        opened = Cluster(_FOLDER).opened()
        _forgo_safety(opened.__enter__())
        config.add_cleanup(lambda: opened.__exit__(None, None, None))
    django.setup()
    _hash_cheaply()
    _read_static_files_once()


def _forgo_safety(cluster: Any) -> None:
    """Nothing of it must survive a power cut. What kills the server (tests/soak, tests/lib) has its own."""
    import psycopg

    with psycopg.connect(cluster.superuser_url(), autocommit=True) as server:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        server.execute("SELECT pg_reload_conf()")


def _hash_cheaply() -> None:
    """A password costs 0.3 s to try, by design: not here."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _read_static_files_once() -> None:
    """Each Client has its own middleware, and would look at every static file again: 15 ms."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    scan, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def scan_once(self: Any) -> None:
        if not found:
            scan(self)
            found.update(self.files)
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = scan_once


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there now stays: to look through it again for garbage took a sixth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """../shared, or a skip that says so."""
    if not SHARED.is_dir():
        pytest.skip(f"the real data of {SHARED} is absent; set SECOURS_SHARED to measure on it")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A copy of what `secours migrate` installs, with the cast. Tests roll back what they add."""
    from django.db import connection
    from tests import databases

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = f"test_secours_{os.environ.get('SECOURS_TEST_NAME', 'suite')}{worker}"
    keep = bool(os.environ.get("SECOURS_TEST_KEEP"))  # a developer's shortcut: the database stays
    with django_db_blocker.unblock():
        if not (keep and databases.exists(name)):
            databases.copy(databases.CAST, name)
        connection.settings_dict["NAME"] = name
        _sign_everyone_in()
    yield
    with django_db_blocker.unblock():
        connection.close()
        if not keep:
            databases.drop(name)


_cookies: dict[str, str] = {}


def _sign_everyone_in() -> None:
    """One session for each account of the cast, committed: opening one costs a dozen queries."""
    from django.conf import settings
    from django.test import Client

    from secours.people.models import Account

    for account in Account.objects.all():
        browser = Client()
        browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        _cookies[account.email] = browser.cookies[settings.SESSION_COOKIE_NAME].value


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
        from django.conf import settings
        from django.test import Client

        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = _cookies[f"{role}@demo.example"]
        return browser

    return signed_in


@pytest.fixture
def meaning(settings: Any) -> None:
    """The model of meaning, read in this process."""
    settings.SECOURS_MEANING = "here"


@pytest.fixture
def run_jobs(scene: Any) -> Callable[[], list[str]]:
    """Do what the channels deferred, as a worker would, until nothing waits; gives back the names."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    done: set[int] = set()

    def waiting_jobs() -> Any:
        return ProcrastinateJob.objects.filter(status="todo", task_name__startswith="channels.")

    def run() -> list[str]:
        names = []
        while waiting := list(waiting_jobs().exclude(id__in=done).order_by("id")):
            for job in waiting:
                done.add(job.id)
                names.append(job.task_name)
                app.tasks[job.task_name](**job.args)
        scene.enter_system()
        return names

    return run
