"""`secours run` as its administrator lives it: one command, one clean stop, one sentence in trouble."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.ports import free_port

from secours.lib.postgres import Cluster

# One installation for them all.
pytestmark = pytest.mark.xdist_group("run")


def environment(data: Path, port: int, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SECOURS_", "DATABASE_URL"))
    }
    return {
        **kept,
        "SECOURS_DATA": str(data),
        "SECOURS_PORT": str(port),
        "SECOURS_DEMO": "0",
        "LC_ALL": "C",
        **more,
    }


def start(data: Path, port: int, output: Path, **more: str) -> subprocess.Popen[bytes]:
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "secours", "run"],
            env=environment(data, port, **more),
            stdout=file,
            stderr=file,
        )


def wait_for(condition: object, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, AssertionError):
            if condition():  # type: ignore[operator]
                return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def page(port: int, path: str = "/") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        return str(response.read().decode())


class Running:
    def __init__(self, data: Path, output: Path) -> None:
        self.data, self.output, self.port = data, output, free_port()
        self.process = start(data, self.port, output)
        wait_for(self.is_ready)

    def is_ready(self) -> bool:
        if self.process.poll() is not None:
            pytest.fail(self.output.read_text())
        return "Ctrl+C" in self.output.read_text()

    def children(self, words: str) -> list[int]:
        found = subprocess.run(
            ["pgrep", "-f", words], capture_output=True, text=True, check=False
        ).stdout.split()
        return [int(pid) for pid in found if self.is_ours(int(pid))]

    def is_ours(self, pid: int) -> bool:
        with contextlib.suppress(OSError):
            return f"SECOURS_DATA={self.data}\0" in Path(f"/proc/{pid}/environ").read_text()
        return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("run")
    run = Running(folder / "data", folder / "output")
    yield run
    if run.process.poll() is None:
        run.process.kill()
        run.process.wait()


def test_it_prints_an_address_that_answers(running: Running) -> None:
    assert f"http://127.0.0.1:{running.port}" in running.output.read_text()
    assert re.search(r"<html lang=", page(running.port))


def test_an_empty_installation_asks_for_its_first_administrator(running: Running) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/", timeout=10) as response:
        assert response.url.endswith("/setup/first")


def test_a_second_one_says_that_the_port_is_taken(running: Running, tmp_path: Path) -> None:
    second = start(running.data, running.port, tmp_path / "second")
    assert second.wait(30) == 2
    assert f"Port {running.port} is taken" in (tmp_path / "second").read_text()


@pytest.mark.parametrize("name", ["secours.config.wsgi", "secours.config.events", "secours worker"])
def test_what_is_killed_comes_back(running: Running, name: str) -> None:
    killed = running.children(name)
    assert killed
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_for(lambda: set(running.children(name)) - set(killed) and "ok" in page(running.port, "/health"))


@pytest.mark.parametrize("name", ["secours.config.wsgi", "secours.config.events"])
def test_the_workers_of_a_killed_server_go_with_it(running: Running, name: str) -> None:
    """They would keep its port, after `secours run` itself has ended too."""
    master, *workers = running.children(name)
    assert workers
    os.kill(master, signal.SIGKILL)
    wait_for(lambda: not set(workers) & set(running.children(name)), 20)
    wait_for(lambda: len(running.children(name)) == 2 and "ok" in page(running.port, "/health"))


def test_the_database_comes_back_too(running: Running) -> None:
    postmaster = next(running.data.rglob("postmaster.pid")).read_text().split()[0]
    os.kill(int(postmaster), signal.SIGKILL)
    wait_for(lambda: "ok" in page(running.port, "/health"))
    with psycopg.connect(Cluster(running.data).owner_url()) as connection:
        assert connection.execute("SELECT count(*) FROM people_organisation").fetchone() == (1,)


def test_ctrl_c_stops_everything(running: Running) -> None:
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    wait_for(lambda: running.children("secours") == [], 20)
    assert not Cluster(running.data).is_running()
    assert "Stopping" in running.output.read_text()


def test_the_next_start_is_quick(running: Running, tmp_path: Path) -> None:
    """Not a benchmark: only that nothing is prepared again."""
    output = tmp_path / "again"
    process = start(running.data, free_port(), output)
    wait_for(lambda: process.poll() is not None or "Ctrl+C" in output.read_text())
    assert process.poll() is None, output.read_text()
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert "Preparing" not in output.read_text()


def test_an_unwritable_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    process = start(tmp_path / "file" / "data", free_port(), tmp_path / "output")
    assert process.wait(30) == 2
    told = (tmp_path / "output").read_text()
    assert "Traceback" not in told
    assert told.strip().count("\n") <= 2


def test_a_wrong_setting_is_told(tmp_path: Path) -> None:
    process = start(tmp_path, 1, tmp_path / "output", SECOURS_PORT="abc")
    assert process.wait(30) == 2
    assert "SECOURS_PORT='abc' is not understood" in (tmp_path / "output").read_text()
