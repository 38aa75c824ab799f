"""After a `git pull`: the tables of an earlier commit are brought up to date, and nothing is lost."""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from secours.lib.postgres import Cluster

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


def secours(source: Path, data: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(source), "SECOURS_DATA": str(data), "LC_ALL": "C"}
    environment.pop("DATABASE_URL", None)
    code = "import sys; from secours.cli.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def counts(data: Path) -> dict[str, int]:
    with Cluster(data).opened() as cluster, psycopg.connect(cluster.owner_url()) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT}  # type: ignore[index,call-overload]


def test_the_data_of_an_earlier_commit_is_kept(tmp_path: Path) -> None:
    source, data = earlier_source(tmp_path), tmp_path / "data"
    secours(source, data, "migrate", "--quiet")
    before = counts(data)
    assert min(before["people_organisation"], before["faults_fault"]) > 0
    secours(ROOT / "src", data, "migrate", "--quiet")
    after = counts(data)
    assert {table: after[table] >= before[table] for table in KEPT} == dict.fromkeys(KEPT, True)
    secours(ROOT / "src", data, "journal", "verify")
