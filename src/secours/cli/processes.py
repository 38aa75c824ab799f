"""Starting and stopping the processes of one installation."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def granian(
    target: str, *, interface: str, host: str, port: int, threads: int = 2, workers: int = 1
) -> list[str]:
    """The command of a web server process; an open event stream does not keep it from stopping."""
    return [
        sys.executable, "-m", "granian", "--interface", interface, "--host", host, "--port", str(port),
        "--workers", str(workers), "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "2",
        "--respawn-failed-workers",
        *(["--blocking-threads", str(threads)] if interface == "wsgi" else []),
        target,
    ]  # fmt: skip


def spawn(command: Sequence[str], **environment: str) -> subprocess.Popen[bytes]:
    """In its own session (Ctrl+C reaches only the parent, which stops things in order), and stopped
    by the kernel if the parent dies. Call it from the main thread: the signal follows the thread."""
    return subprocess.Popen(
        command,
        env={**os.environ, **environment},
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509
    )


def die_with_parent() -> None:
    """The kernel stops this process when its parent dies: granian's worker would go on without its master, and
    keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(process: subprocess.Popen[bytes], seconds: float = 8) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_stopped() -> None:
    """Until SIGINT or SIGTERM."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    while True:
        time.sleep(3600)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
