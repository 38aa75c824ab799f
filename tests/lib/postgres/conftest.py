"""A real server for each test, in a data folder that is initialised once."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.postgres.processes import Holder, processes_of

from secours.lib.postgres import Cluster

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """In memory where possible: writing 40 MB for each test to a busy disk takes a second, here 0.2."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2_000_000_000:
        folder = Path(tempfile.mkdtemp(prefix="secours-tests-", dir=MEMORY))
    else:
        folder = tmp_path_factory.mktemp("quick")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def initialised(quick_folder: Path) -> Path:
    with Cluster(quick_folder / "data").opened():
        return quick_folder / "data"


@pytest.fixture
def cluster(initialised: Path) -> Iterator[Cluster]:
    """Prepared and stopped, shared by all tests that do no damage; nothing may be left running."""
    yield from _ending_stopped(Cluster(initialised))


@pytest.fixture
def own_cluster(initialised: Path, quick_folder: Path) -> Iterator[Cluster]:
    """A copy to damage."""
    copy = Path(tempfile.mkdtemp(dir=quick_folder)) / "copy"
    shutil.copytree(initialised, copy)
    yield from _ending_stopped(Cluster(copy))
    shutil.rmtree(copy.parent)


@pytest.fixture
def holder(cluster: Cluster) -> Iterator[Holder]:
    """Another process that keeps the same cluster open until told to leave."""
    other = Holder(cluster.layout.data_folder)
    yield other
    other.kill()


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another account or mount a disk")


def _ending_stopped(cluster: Cluster) -> Iterator[Cluster]:
    yield cluster
    cluster.stop()
    assert processes_of(cluster) == []
