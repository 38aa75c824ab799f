"""After a `git pull`: the tables of an earlier commit are brought up to date, and nothing is lost."""

import json
import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from tests import databases

ROOT = Path(__file__).parent.parent.parent
KEPT = [
    "people_person",
    "people_organisation",
    "faults_fault",
    "faults_remedy",
    "journal_entry",
    "equipment_device",
]


def git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"the history of the project is absent: {done.stderr.decode().strip()}")
    return done.stdout


def earlier_source(folder: Path) -> Path:
    """The package as it was just before the last commit that changed a migration, or one commit ago."""
    changed = git("log", "--format=%H", "--", ":(glob)src/secours/*/migrations/*.py").decode().split()
    commit = f"{changed[0]}~1" if len(changed) > 1 else "HEAD~1"
    with tarfile.open(fileobj=BytesIO(git("archive", commit, "src"))) as tar:
        tar.extractall(folder, filter="data")
    return folder / "src"


# Several commands in one process, as main() takes them: Django is made ready once.
CODE = """
import json, sys
from secours.cli.main import main
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
        [sys.executable, "-c", CODE, json.dumps(commands)],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def counts(database: str) -> dict[str, int]:
    with psycopg.connect(database) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT}  # type: ignore[index,call-overload]


def test_the_data_of_an_earlier_commit_is_kept(database: str, tmp_path: Path) -> None:
    source, data = earlier_source(tmp_path), tmp_path / "data"
    secours(source, database, data, ["migrate", "--quiet"])
    before = counts(database)
    assert min(before["people_organisation"], before["faults_fault"]) > 0
    secours(ROOT / "src", database, data, ["migrate", "--quiet"], ["journal", "verify"])
    after = counts(database)
    assert {table: after[table] >= before[table] for table in KEPT} == dict.fromkeys(KEPT, True)
