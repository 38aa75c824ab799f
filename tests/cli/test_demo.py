"""The demo world: built by operations only, so its journal proves it, and a replay finds every count."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests import databases
from tests.commands import Commands

LEAST = {
    "people_person": 60,
    "equipment_device": 75,
    "tickets_ticket": 300,
    "faults_occurrence": 200,
    "tickets_standardreply": 3,
    "tickets_task": 6,
    "faults_article": 3,
}


@pytest.fixture
def database(django_db_setup: None) -> Iterator[str]:
    name = f"test_demo_{uuid.uuid4().hex[:8]}"
    databases.copy(databases.BARE, name)
    yield databases.url_of(name)
    databases.drop(name)


@pytest.fixture
def commands(database: str, tmp_path: Path) -> Iterator[Commands]:
    environment = {"DATABASE_URL": database, "SECOURS_DATA": str(tmp_path / "data"), "LC_ALL": "C"}
    built = Commands({**os.environ, **environment})
    yield built
    built.close()


def told(commands: Commands, *words: str) -> str:
    done = commands.run(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_world_is_whole_and_proves_itself(commands: Commands, database: str) -> None:
    told(commands, "demo")
    assert "there are people already" in told(commands, "demo").lower()
    assert '"broken": ""' in told(commands, "journal", "verify", "--json")
    with psycopg.connect(database) as connection:
        counted = {table: count(connection, table) for table in LEAST}
        waiting = count(connection, "journal_outbox")
    assert {table: number for table, number in counted.items() if number < LEAST[table]} == {}
    assert waiting == 0, "nobody is written to about a past that was made up"


def count(connection: "psycopg.Connection[tuple[int]]", table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[call-overload]
    assert row
    return int(row[0])
