"""Other processes for the tests: real ones, because locks and signals mean nothing inside one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from secours.lib.postgres import Cluster

SOURCE = Path(__file__).parents[3] / "src"
HOLD_OPEN = """
import sys
from pathlib import Path
import psycopg
from secours.lib.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]))
with cluster.opened(), psycopg.connect(cluster.owner_url(), autocommit=True) as connection:
    while True:
        print(connection.execute("SELECT current_user").fetchone()[0], flush=True)
        if not sys.stdin.readline():
            break
"""


class Holder:
    def __init__(self, data_folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD_OPEN, str(data_folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )

    def answer(self) -> str:
        """The first time: once the cluster is open; later: after `ask`."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer()

    def leave(self) -> int:
        self.process.communicate()
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def postmaster_of(cluster: Cluster) -> int:
    return int((cluster.layout.cluster / "postmaster.pid").read_text().split()[0])


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def processes_of(cluster: Cluster) -> list[int]:
    """Guardian, postmaster and backends: all that have the data folder as an argument or working folder."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if _belongs(entry, cluster.layout.cluster)]


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def _belongs(entry: Path, folder: Path) -> bool:
    if not entry.name.isdigit():
        return False
    try:
        arguments = (entry / "cmdline").read_bytes().split(b"\0")
        return os.fsencode(folder) in arguments or (entry / "cwd").readlink() == folder
    except OSError:
        return False
