import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from secours.lib.postgres import Cluster, LauncherError
from secours.lib.postgres.errors import DiskFull, FolderUnwritable


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest, as_root: None) -> Iterator[Path]:
    """A disk in memory, of the size given as parameter."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={request.param},mode=700", "tmpfs", str(folder)]
    outcome = subprocess.run(mount, capture_output=True, text=True, check=False)
    if outcome.returncode:
        pytest.skip(f"this machine does not let tests mount a disk: {outcome.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("disk", ["60m"], indirect=True)
def test_a_small_disk_is_refused_before_anything_is_created(disk: Path) -> None:
    with pytest.raises(DiskFull, match="500"):
        Cluster(disk / "data").start()
    assert not (disk / "data" / "postgres").exists()


@pytest.mark.parametrize("disk", ["620m"], indirect=True)
def test_a_disk_that_fills_while_we_run(disk: Path) -> None:
    cluster = Cluster(disk / "data")
    cluster.start()
    filler = disk / "filler"
    with psycopg.connect(cluster.owner_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        _fill(filler)
        with pytest.raises(psycopg.errors.DiskFull):
            connection.execute(
                "CREATE TABLE large AS SELECT repeat('x', 1000) FROM generate_series(1, 100000)"
            )
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    cluster.stop()
    with pytest.raises(DiskFull):
        cluster.start()
    filler.unlink()
    with cluster.opened(), psycopg.connect(cluster.owner_url()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


@pytest.mark.parametrize("disk", ["60m"], indirect=True)
def test_a_read_only_disk(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for attempt in (Cluster(disk / "data").owner_url, Cluster(disk / "data").prepare, Cluster(disk).prepare):
        with pytest.raises(FolderUnwritable, match="SECOURS_DATA"):
            attempt()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(FolderUnwritable):
        Cluster(tmp_path / "data").start()


@pytest.mark.parametrize(
    ("setting", "words"), [("fr_FR.UTF-8", "ne peut pas écrire"), ("C.UTF-8", "cannot write")]
)
def test_the_sentence_is_in_the_language_of_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, words: str
) -> None:
    monkeypatch.setenv("LC_ALL", setting)
    error = FolderUnwritable(folder=tmp_path, reason=os.strerror(13))
    assert words in str(error)
    assert error.code == "folder_unwritable"


def test_every_refusal_speaks_both_languages_and_has_its_own_code() -> None:
    refusals = LauncherError.__subclasses__()
    assert len({refusal.code for refusal in refusals}) == len(refusals) >= 10
    for refusal in refusals:
        assert set(refusal.wording) == {"fr", "en"}
        assert all(text.endswith(".") for text in refusal.wording.values())
        assert " :" not in refusal.wording["fr"]


def _fill(path: Path) -> None:
    free = os.statvfs(path.parent)
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
