"""A stranger's first minutes: a clean clone with an empty home runs `make run` twice, then `make test`.

    python3 tools/rehearse.py [--ref REF] [--no-test] [--keep]

Clones what is committed, never what lies in the work tree. Prints a line for each measure and exits with 1
when one is over its bound. Only the site's way to the package registries (pip's and npm's own settings) is
taken along from the real home. Written for the system's Python: standard library only.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_START_SECONDS = 180
NEXT_START_SECONDS = 4
STOP_SECONDS = 15
_ALLOWED = {"PATH", "LANG", "LC_ALL", "TERM", "CI", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY"}
_ALLOWED_STARTS = ("PIP_", "UV_INDEX", "UV_DEFAULT_INDEX", "SSL_CERT", "NODE_EXTRA_CA", "REQUESTS_CA")


class Failure(Exception):
    """The rehearsal cannot go on; the message says what happened."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ref", default="HEAD", help="what to clone (HEAD)")
    parser.add_argument("--no-test", action="store_true", help="leave `make test` out")
    parser.add_argument("--keep", action="store_true", help="keep the folder and say where it is")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="secours-rehearsal-"))
    try:
        return _rehearse(folder, chosen)
    except Failure as failure:
        print(f"FAILED  {failure}")
        return 1
    finally:
        if chosen.keep:
            print(f"Kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _rehearse(folder: Path, chosen: argparse.Namespace) -> int:
    clone, environment = folder / "secours", _environment(folder)
    commit = _clone(clone, chosen.ref)
    print(f"Commit {commit}, in {clone}")
    port = _free_port()
    environment |= {"SECOURS_PORT": str(port)}
    good = [
        _start_and_stop(clone, environment, port, "first make run", FIRST_START_SECONDS),
        _start_and_stop(clone, environment, port, "second make run", NEXT_START_SECONDS),
    ]
    if not chosen.no_test:
        good.append(_test(clone, environment))
    left = subprocess.check_output(["git", "status", "--short"], cwd=clone, text=True)
    good.append(_line(not left, "work tree after it", left.strip() or "clean"))
    return 0 if all(good) else 1


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _ALLOWED or name.startswith(_ALLOWED_STARTS)
    }
    for name in ("home", "cache", "tmp"):
        (folder / name).mkdir()
    home = {
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "TMPDIR": str(folder / "tmp"),
    }
    return kept | home | _registries()


def _registries() -> dict[str, str]:
    """A mirror or a certificate of the site is no part of the product: without it nothing can be fetched."""
    home, found = Path.home(), {}
    for variable, place in (
        ("PIP_CONFIG_FILE", home / ".config" / "pip" / "pip.conf"),
        ("npm_config_userconfig", home / ".npmrc"),
    ):
        if place.is_file():
            found[variable] = str(place)
    return found


def _clone(target: Path, ref: str) -> str:
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, target], check=True)
    commit = subprocess.check_output(["git", "rev-parse", "--short", ref], cwd=ROOT, text=True).strip()
    subprocess.run(["git", "checkout", "--quiet", "--detach", commit], cwd=target, check=True)
    return commit


def _start_and_stop(clone: Path, environment: dict[str, str], port: int, name: str, bound: float) -> bool:
    log = clone.parent / f"{name.replace(' ', '-')}.log"
    start = time.monotonic()
    with log.open("w") as file:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
            preexec_fn=_hear_interrupts,  # noqa: PLW1509  (no thread here)
        )
    try:
        _wait_for_page(process, port, log, FIRST_START_SECONDS * 2)
        seconds = time.monotonic() - start
    finally:
        stopped = _interrupt(process)
    _wait_for_silence(port)
    good = _line(seconds <= bound, f"{name}: first page", f"{seconds:.1f} s (at most {bound} s)")
    return _line(stopped <= STOP_SECONDS, f"{name}: stop by Ctrl+C", f"{stopped:.1f} s") and good


def _wait_for_page(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Failure(f"`make run` ended with {process.returncode}:\n{log.read_text()[-3000:]}")
        if _answers(f"http://127.0.0.1:{port}/account/login/"):
            return
        time.sleep(0.05)
    raise Failure(f"no page after {seconds:.0f} s:\n{log.read_text()[-3000:]}")


def _wait_for_silence(port: int) -> None:
    """Otherwise the next start would be measured on the pages of this one."""
    end = time.monotonic() + STOP_SECONDS
    while _answers(f"http://127.0.0.1:{port}/account/login/"):
        if time.monotonic() > end:
            raise Failure("pages are still served after the stop")
        time.sleep(0.1)


def _hear_interrupts() -> None:
    """A shell that starts us in the background lets SIGINT be ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _interrupt(process: subprocess.Popen[bytes]) -> float:
    """As Ctrl+C in a terminal: SIGINT to the whole foreground group. Seconds until everything ended."""
    start = time.monotonic()
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(STOP_SECONDS * 2)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return time.monotonic() - start


def _test(clone: Path, environment: dict[str, str]) -> bool:
    log, start = clone.parent / "make-test.log", time.monotonic()
    shared = Path(os.environ.get("SECOURS_SHARED", ROOT.parent / "shared"))
    environment = environment | ({"SECOURS_SHARED": str(shared)} if shared.is_dir() else {})
    with log.open("w") as file:
        code = subprocess.call(["make", "test"], cwd=clone, env=environment, stdout=file, stderr=file)
    lines = log.read_text().splitlines()
    good = _line(
        code == 0, "make test", f"{time.monotonic() - start:.0f} s, {lines[-1] if lines else 'no output'}"
    )
    if not good:
        print("\n".join(lines[-40:]), file=sys.stderr)
    return good


def _line(good: bool, what: str, figure: str) -> bool:
    print(f"{'ok' if good else 'FAILED':7} {what}: {figure}", flush=True)
    return good


def _free_port() -> int:
    """Two in a row: the second serves live updates."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


if __name__ == "__main__":
    raise SystemExit(main())
