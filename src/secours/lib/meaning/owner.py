"""The process that owns the model: `python -m secours.lib.meaning.owner FOLDER` (also `secours meaning`).

It answers one request after another. It ends when nobody asked for ten minutes, when the process that
started it is gone, or at once when the folder has an owner already.
"""

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from secours.lib.meaning import wire

IDLE_SECONDS = 600.0
_LOOK_SECONDS = 1.0
_SLOW_SECONDS = 5.0
_WAITING = 64


def own(folder: Path, *, idle_seconds: float = IDLE_SECONDS) -> bool:
    """Serve until idle or orphaned; False when another process owns the model of this folder."""
    parent = os.getppid()
    with _lock_of(folder) as is_ours:
        if not is_ours:
            return False
        with _listening(wire.address_of(folder)) as door:
            asked_at = time.monotonic()
            while os.getppid() == parent and time.monotonic() - asked_at < idle_seconds:
                with suppress(TimeoutError):
                    link, _address = door.accept()
                    asked_at = time.monotonic()
                    _answer(link)
    return True


def _answer(link: socket.socket) -> None:
    """Whoever asks badly, or leaves before the answer, disturbs nobody else."""
    from secours.lib.meaning.model import place

    with link, suppress(OSError, ValueError, TypeError):
        link.settimeout(_SLOW_SECONDS)
        vectors = place([str(text) for text in json.loads(wire.receive(link))])
        wire.send(link, b"" if vectors is None else vectors.tobytes())


@contextmanager
def _lock_of(folder: Path) -> Iterator[bool]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "meaning.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _listening(address: Path) -> Iterator[socket.socket]:
    """Only once the model is read: until then nobody waits for it. The folder's mode is the wall."""
    from secours.lib.meaning.model import place

    place(["prêt"])
    address.parent.mkdir(mode=0o700, exist_ok=True)
    if address.parent.stat().st_uid != os.geteuid():
        raise PermissionError(f"{address.parent} belongs to someone else")
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(address))
        address.chmod(0o600)
        door.listen(_WAITING)
        door.settimeout(_LOOK_SECONDS)
        try:
            yield door
        finally:
            address.unlink(missing_ok=True)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        own(Path(sys.argv[1]))
