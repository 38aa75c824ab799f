"""A backup brings everything back: proven by equality of every table, and of every file."""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests import databases
from tests.commands import Commands

from secours.lib.postgres import Cluster, binaries

# One installation for them all.
pytestmark = pytest.mark.xdist_group("backup")
ATTACHMENT = hashlib.sha256(b"an attachment").hexdigest()


def secours(data: Path, *arguments: str, expect: int = 0) -> str:
    environment = {**os.environ, "SECOURS_DATA": str(data), "LC_ALL": "C"}
    environment.pop("DATABASE_URL", None)
    environment.pop("SECOURS_SECRET_KEY", None)
    done = subprocess.run(
        [sys.executable, "-m", "secours", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stderr
    return done.stdout + done.stderr


def every_table(url: str) -> dict[str, tuple[int, str]]:
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: contents(connection, name) for (name,) in tables}


def embedded_tables(data: Path) -> dict[str, tuple[int, str]]:
    with Cluster(data).opened() as cluster:
        return every_table(cluster.owner_url())


def contents(connection: psycopg.Connection, table: str) -> tuple[int, str]:
    query = sql.SQL(
        "SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {} t"
    )
    row = connection.execute(query.format(sql.Identifier(table))).fetchone()
    assert row
    return row[0], row[1]


class Installed:
    """The cast in a database of its own, an attachment, and commands that know where."""

    def __init__(self, data: Path) -> None:
        self.data, name = data, f"test_backup_{uuid.uuid4().hex[:8]}"
        databases.copy(databases.CAST, name)
        self.name, self.url = name, databases.url_of(name)
        self.commands = Commands(
            {**os.environ, "DATABASE_URL": self.url, "SECOURS_DATA": str(data), "LC_ALL": "C"}
        )
        kept = data / "files" / ATTACHMENT[:2] / ATTACHMENT
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"an attachment")

    def told(self, *words: str, expect: int = 0) -> str:
        done = self.commands.run(*words)
        assert done.returncode == expect, done.stderr
        return done.stdout + done.stderr

    def close(self) -> None:
        self.commands.close()
        databases.drop(self.name)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Installed]:
    there = Installed(tmp_path_factory.mktemp("installed"))
    yield there
    there.close()


@pytest.fixture(scope="module")
def backup(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "secours.backup"
    installed.told("backup", str(file))
    return file


@pytest.fixture(scope="module")
def elsewhere(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a machine that had nothing, where the backup was brought back. Each test leaves it so."""
    data = tmp_path_factory.mktemp("elsewhere") / "data"
    secours(data, "restore", str(backup))
    return data


def test_restore_equals_what_was_backed_up(installed: Installed, backup: Path, elsewhere: Path) -> None:
    """From a server that DATABASE_URL names, into the embedded one of a machine that has nothing yet."""
    assert backup.stat().st_mode & 0o077 == 0
    with Cluster(elsewhere).opened() as cluster:
        before, after = every_table(installed.url), every_table(cluster.owner_url())
        assert sum(count for count, _digest in before.values()) > 500
        assert after == before
        assert "verified" in secours(elsewhere, "journal", "verify")
    assert (elsewhere / "files" / ATTACHMENT[:2] / ATTACHMENT).read_bytes() == b"an attachment"
    assert (elsewhere / "secret-key").read_text() == (installed.data / "secret-key").read_text()


def test_the_embedded_database_is_backed_up_and_replaced(
    installed: Installed, elsewhere: Path, tmp_path: Path
) -> None:
    """Started by each command, and stopped again."""
    secours(elsewhere, "backup", str(tmp_path / "second"))
    secours(elsewhere, "restore", "--replace", str(tmp_path / "second"))
    assert not Cluster(elsewhere).is_running()
    assert embedded_tables(elsewhere) == every_table(installed.url)


def test_a_full_installation_is_not_overwritten_by_mistake(installed: Installed, backup: Path) -> None:
    assert "--replace" in installed.told("restore", str(backup), expect=2)


def test_something_else_than_a_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert "not a backup" in secours(tmp_path / "data", "restore", str(tmp_path / "picture.png"), expect=2)


def spoilt(backup: Path, into: Path, *, leave_out: str = "", content: dict[str, bytes] | None = None) -> Path:
    """The same archive without one file, or with other bytes under a name."""
    with tarfile.open(backup) as source, tarfile.open(into, "w") as target:
        for entry in source:
            if entry.name == leave_out:
                continue
            kept = source.extractfile(entry)
            assert kept
            data = (content or {}).get(entry.name, kept.read())
            entry.size = len(data)
            target.addfile(entry, io.BytesIO(data))
    return into


def test_a_wrong_archive_loses_nothing(installed: Installed, backup: Path, tmp_path: Path) -> None:
    before = every_table(installed.url)
    with tarfile.open(backup) as tar:
        dump = tar.extractfile("database.dump")
        assert dump
        half = dump.read()[: backup.stat().st_size // 3]
    attachment = f"files/{ATTACHMENT[:2]}/{ATTACHMENT}"
    short = tmp_path / "short"
    short.write_bytes(backup.read_bytes()[:100_000])
    for wrong in (
        short,
        spoilt(backup, tmp_path / "a", leave_out="database.dump"),
        spoilt(backup, tmp_path / "b", content={"database.dump": b"no dump"}),
        spoilt(backup, tmp_path / "c", content={"database.dump": half}),
        spoilt(backup, tmp_path / "d", content={attachment: b"another attachment"}),
    ):
        said = installed.told("restore", "--replace", str(wrong), expect=2)
        assert "Traceback" not in said
        assert len(said.strip().splitlines()) == 1
    assert every_table(installed.url) == before


def unrestorable(data: Path, dump: Path) -> bytes:
    """A dump that is whole, and fails near its end elsewhere: it names a role of its own server."""
    with Cluster(data).opened() as cluster:
        url, there = cluster.owner_url(), cluster.owner_url("other")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE other")
            connection.execute("CREATE ROLE ghost")
        with psycopg.connect(there, autocommit=True) as connection:
            connection.execute("CREATE TABLE people_person (id int); GRANT SELECT ON people_person TO ghost")
        subprocess.run(
            [str(binaries.folder() / "pg_dump"), "--format=custom", f"--file={dump}", f"--dbname={there}"],
            check=True,
        )
    return dump.read_bytes()


def test_a_restore_that_fails_leaves_what_was(backup: Path, elsewhere: Path, tmp_path: Path) -> None:
    """In the embedded database, which each command starts and stops again."""
    before, key = embedded_tables(elsewhere), (elsewhere / "secret-key").read_text()
    wrong = unrestorable(tmp_path / "another", tmp_path / "dump")
    spoilt(backup, tmp_path / "e", content={"database.dump": wrong, "secret-key": b"another"})
    said = secours(elsewhere, "restore", "--replace", str(tmp_path / "e"), expect=2)
    assert "ghost" in said
    assert "nothing was changed" in said
    assert embedded_tables(elsewhere) == before
    assert (elsewhere / "secret-key").read_text() == key
    secours(elsewhere, "restore", "--replace", str(backup))
    assert embedded_tables(elsewhere) == before


def test_no_password_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from secours.cli.database import for_programs

    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:s%20cret@db.example:5433/secours")
    connection, environ = for_programs()
    assert ("cret" in connection, environ["PGPASSWORD"]) == (False, "s cret")
    assert {"host=db.example", "port=5433", "user=owner", "dbname=secours"} == set(connection.split())
