"""Starting the server through its guardian, and stopping it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from secours.lib.postgres import folders, guardian, locks, sockets
from secours.lib.postgres.accounts import ENVIRONMENT, RunAs
from secours.lib.postgres.errors import AlreadyRunning, LauncherError, StartFailed, StopFailed
from secours.lib.postgres.layout import Layout

# Recovery after a crash reads the whole write-ahead log again: up to minutes on a slow disk.
READY_SECONDS = 300.0
# Backends outlive a killed postmaster by some 20 ms.
LAST_BACKEND_SECONDS = 20.0
# One that has not ended by then hangs on what another held when it ended.
ORPHAN_SECONDS = 5.0
FAST_STOP_SECONDS = 60.0
IMMEDIATE_STOP_SECONDS = 10.0
LARGEST_LOG_BYTES = 5_000_000
PAUSE_SECONDS = 0.005


def start(layout: Layout, *, program: Path, run_as: RunAs, socket_folder: Path) -> "subprocess.Popen[bytes]":
    """Returns the guardian once the server takes connections. The caller holds the turn and a user's hold."""
    lock = locks.take(layout.server_lock, timeout_seconds=LAST_BACKEND_SECONDS)
    if lock is None:
        raise AlreadyRunning(folder=layout.data_folder)
    try:
        _clear_stale(layout, socket_folder)
        log_offset = _rotate(layout.log)
        started = _spawn_guardian(layout, program, run_as, lock)
    finally:
        # The guardian has its own copy: the lock stays taken as long as the server lives.
        locks.release(lock)
    if not wait_until_ready(layout):
        raise _refusal(layout, log_offset)
    return started


def answers_late(layout: Layout, socket_folder: Path) -> bool:
    """Whether the server that just kept silent is only slow, as on a very busy machine; False once no process
    of it is left, or when it stays silent. Backends that outlive a dead postmaster are ended: they would keep
    the next one from starting. The caller holds the turn."""

    def is_settled() -> bool:
        return locks.is_free(layout.server_lock) or sockets.answers(socket_folder)

    if not _within(ORPHAN_SECONDS, is_settled):
        _end_orphans(layout.cluster)
        _within(LAST_BACKEND_SECONDS, is_settled)
    return not locks.is_free(layout.server_lock) and sockets.answers(socket_folder)


def wait_until_ready(layout: Layout) -> bool:
    """False when the server died instead, or was stopped because it took too long."""
    settled = _within(READY_SECONDS, lambda: _says_ready(layout.cluster) or locks.is_free(layout.server_lock))
    if not settled:
        stop(layout)
    return _says_ready(layout.cluster)


def stop(layout: Layout) -> None:
    """Fast: connections are ended, nothing committed is lost. Returns when no process of it is left."""
    for number, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, IMMEDIATE_STOP_SECONDS)):
        pid = _recorded_pid(layout.cluster)
        if locks.is_free(layout.server_lock):
            return
        if pid is not None and not _is_stranger(pid, layout.cluster):
            _signal(pid, number)
        if _within(seconds, lambda: locks.is_free(layout.server_lock)):
            return
    raise StopFailed(folder=layout.data_folder, pid=_recorded_pid(layout.cluster))


def _clear_stale(layout: Layout, socket_folder: Path) -> None:
    """We hold the server's lock: a pid file left behind names a process that is dead, a zombie, or,
    after a hard stop of a container, something else that got its number. PostgreSQL would refuse it."""
    pid = _recorded_pid(layout.cluster)
    if pid is not None and _works_in(pid, layout.cluster):
        # Started by hand with pg_ctl, so without our lock.
        raise AlreadyRunning(folder=layout.data_folder)
    (layout.cluster / "postmaster.pid").unlink(missing_ok=True)
    sockets.clear(socket_folder)


def _end_orphans(cluster: Path) -> None:
    postmaster = _recorded_pid(cluster)
    if postmaster is not None and _works_in(postmaster, cluster):
        return
    for process in Path("/proc").glob("[0-9]*"):
        if _works_in(int(process.name), cluster):
            _signal(int(process.name), signal.SIGKILL)


def _recorded_pid(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _works_in(pid: int, cluster: Path) -> bool:
    """A postmaster's working folder is its cluster; a zombie has none."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False


def _is_stranger(pid: int, cluster: Path) -> bool:
    """A number that means another process here: the server lives in another container. Where we may not
    look (root without its capabilities), the number is trusted."""
    try:
        return not Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False


def _rotate(log: Path) -> int:
    """Keeps one former log; returns the size of the current one."""
    if not log.exists():
        return 0
    if log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
        return 0
    return log.stat().st_size


def _spawn_guardian(layout: Layout, program: Path, run_as: RunAs, lock: int) -> "subprocess.Popen[bytes]":
    account = (run_as.uid, run_as.gid) if run_as.drop_to else (-1, -1)
    command = [sys.executable, "-I", "-S", guardian.__file__, str(layout.users_lock), *map(str, account)]
    log = os.open(layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        return subprocess.Popen(
            [*command, *run_as.prefix, str(program), "-D", str(layout.cluster)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=[lock],
            start_new_session=True,  # Ctrl-C must reach the web first, not the database
        )
    finally:
        os.close(log)


def _says_ready(cluster: Path) -> bool:
    """The eighth line of the pid file, which pg_ctl reads too: no password, no connection."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _refusal(layout: Layout, offset: int) -> LauncherError:
    with layout.log.open("rb") as log:
        log.seek(offset)
        said = log.read().decode("utf-8", "replace")
    if "No space left on device" in said:
        return folders.disk_full(layout.cluster)
    if 'lock file "' in said:
        return AlreadyRunning(folder=layout.data_folder)
    reasons = [line.split("FATAL:", 1)[1].strip() for line in said.splitlines() if "FATAL:" in line]
    return StartFailed(reason=reasons[-1] if reasons else "no reason given", log=layout.log)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True
