"""After a `git pull`: the tables of an earlier commit, and of the first that ran, are brought up to date, and nothing
is lost. Their source comes from the history: a stored dump would be one more thing to keep true."""

import json
import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from tests import databases

ROOT = Path(__file__).parent.parent.parent
QUICK = ROOT / "src" / "secours" / "cli" / "quick_migrations.py"
KEPT = [
    "people_person",
    "people_organisation",
    "faults_fault",
    "faults_remedy",
    "journal_entry",
    "equipment_device",
    "tickets_ticket",
]
# The first that could be installed and used: nothing was released before.
FIRST = "09d3e37"
MAIL = """From: Claire Morvan <claire@client.example>
To: assistance@localhost.invalid
Subject: Ecran noir
Message-ID: <un@client.example>
Date: Tue, 24 Nov 2026 09:00:00 +0100

Bonjour, mon ecran est noir.
"""


def git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"the history of the project is absent: {done.stderr.decode().strip()}")
    return done.stdout


def before_the_last_migration() -> str:
    """The commit just before the last that changed a migration, or one commit ago."""
    changed = git("log", "--format=%H", "--", ":(glob)src/secours/*/migrations/*.py").decode().split()
    return f"{changed[0]}~1" if len(changed) > 1 else "HEAD~1"


def source_of(commit: str, folder: Path) -> Path:
    with tarfile.open(fileobj=BytesIO(git("archive", commit, "src"))) as tar:
        tar.extractall(folder, filter="data")
    return folder / "src"


# Several commands in one process, as main() takes them: Django is made ready once. The earlier source makes the
# same tables with our quick executor in a third of its time.
CODE = """
import importlib.util, json, sys
from django.core.management.commands import migrate
from secours.cli.main import main
spec = importlib.util.spec_from_file_location("quick_migrations", sys.argv[2])
quick = importlib.util.module_from_spec(spec)
spec.loader.exec_module(quick)
migrate.MigrationExecutor = quick.QuickExecutor
sys.exit(max(main(words) for words in json.loads(sys.argv[1])))
"""


@pytest.fixture
def database(django_db_setup: None) -> Iterator[str]:
    name = f"test_upgrade_{uuid.uuid4().hex[:8]}"
    databases.create(name)
    yield databases.url_of(name)
    databases.drop(name)


def secours(source: Path, database: str, data: Path, *commands: list[str]) -> None:
    told = {"PYTHONPATH": str(source), "DATABASE_URL": database, "SECOURS_DATA": str(data), "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps(commands), str(QUICK)],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def counts(database: str) -> dict[str, int]:
    with psycopg.connect(database) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT}  # type: ignore[index,call-overload]


@pytest.mark.parametrize("commit", [before_the_last_migration, lambda: FIRST], ids=["earlier", "first"])
def test_the_data_of_an_earlier_commit_is_kept(
    database: str, tmp_path: Path, commit: Callable[[], str]
) -> None:
    source, data, mail = source_of(commit(), tmp_path), tmp_path / "data", tmp_path / "one.eml"
    mail.write_text(MAIL, encoding="ascii")
    secours(source, database, data, ["migrate", "--quiet"], ["mail", "deliver", str(mail), "--json"])
    before = counts(database)
    assert min(before["people_organisation"], before["faults_fault"], before["tickets_ticket"]) > 0
    secours(ROOT / "src", database, data, ["migrate", "--quiet"], ["journal", "verify"])
    after = counts(database)
    assert {table: after[table] >= before[table] for table in KEPT} == dict.fromkeys(KEPT, True)
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT next_due_at = least(response_due_at, due_at) FROM tickets_ticket")
        assert found.fetchall() == [(True,)]
