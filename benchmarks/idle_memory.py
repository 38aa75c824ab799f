"""Memory of a whole idle installation: `python benchmarks/idle_memory.py [--settle SECONDS]`.

Starts `secours run` on a data folder of its own (the demo world, filled once), asks one page so that every
process is warm, waits, and adds the proportional set size (PSS) of every process below it, PostgreSQL
included. One JSON line a process, then the sum. Linux only; the owner's rights are enough.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

BUDGET_MIB = 450


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--settle", type=float, default=20.0, help="seconds of rest before measuring")
    parser.add_argument("--empty", action="store_true", help="without the demo world")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="secours-memory-") as folder:
        return _measured(Path(folder), chosen.settle, is_empty=chosen.empty)


def _measured(folder: Path, settle: float, *, is_empty: bool) -> int:
    port = _free_port()
    environment = os.environ | {
        "SECOURS_DATA": str(folder), "SECOURS_PORT": str(port), "SECOURS_DEMO": "0" if is_empty else "1",
        "DATABASE_URL": "",
    }  # fmt: skip
    run = subprocess.Popen([sys.executable, "-m", "secours", "run"], env=environment, stdout=sys.stderr)
    try:
        _wait_for(f"http://127.0.0.1:{port}/account/login/")
        time.sleep(settle)
        return _report(run.pid, str(folder))
    finally:
        run.send_signal(signal.SIGTERM)
        run.wait(30)


def _report(root: int, folder: str) -> int:
    """0 within the budget, 1 beyond it."""
    total = 0.0
    for process in sorted(_family(root) | _of_folder(folder)):
        with suppress(OSError):
            size = _pss_mib(process)
            total += size
            print(json.dumps({"pid": process, "pss_mib": round(size, 1), "command": _command(process)}))
    print(json.dumps({"pss_mib": round(total, 1), "budget_mib": BUDGET_MIB}))
    return 0 if total <= BUDGET_MIB else 1


def _family(root: int) -> set[int]:
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found, before = {root}, set[int]()
    while found != before:
        before = set(found)
        found |= {process for process, parent in parents.items() if parent in before}
    return found


def _of_folder(folder: str) -> set[int]:
    """PostgreSQL left the family: its processes are known by their folder."""
    found = set()
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and os.readlink(entry / "cwd").startswith(folder):
                found.add(int(entry.name))
    return found


def _parent(entry: Path) -> int:
    with suppress(OSError):
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _pss_mib(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ").strip()[-90:]


def _wait_for(address: str, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    raise SystemExit(f"{address} did not answer")


def _free_port() -> int:
    """A port whose next one is free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with suppress(OSError):
                second.bind(("127.0.0.1", port + 1))
                return port


if __name__ == "__main__":
    sys.exit(main())
