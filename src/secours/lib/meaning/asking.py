"""Asking the owner of the model; it is started by whoever finds that nobody owns it."""

import json
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from secours.lib.meaning import wire
from secours.lib.meaning.model import DIMENSIONS, Vectors

_ANSWER_SECONDS = 2.0
_POLL_SECONDS = 0.05
_AGAIN_SECONDS = 30.0

_log = logging.getLogger(__name__)


def ask(folder: Path, texts: Sequence[str], *, patience: float = 0.0) -> Vectors | None:
    """One row for each text. None when no answer comes: without `patience` (seconds), whoever asks first does
    not wait for the model to be read, which takes some seconds."""
    end = time.monotonic() + patience
    while True:
        try:
            return _asked(folder, texts, max(_ANSWER_SECONDS, end - time.monotonic()))
        except (FileNotFoundError, ConnectionRefusedError):
            _starter.start(folder)
        except OSError as trouble:
            _log.warning("the owner of the model of meaning did not answer: %s", trouble)
            return None
        if time.monotonic() >= end:
            return None
        time.sleep(_POLL_SECONDS)


def _asked(folder: Path, texts: Sequence[str], seconds: float) -> Vectors | None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(seconds)
        link.connect(str(wire.address_of(folder)))
        wire.send(link, json.dumps(list(texts)).encode())
        answer = wire.receive(link)
    return np.frombuffer(answer, dtype=np.float32).reshape(-1, DIMENSIONS) if answer else None


class _Starter:
    """Starts an owner once in a while; when two processes do it at once, the second owner finds the lock
    taken and ends."""

    def __init__(self) -> None:
        self._lock, self._begun = Lock(), 0.0
        self._owner: subprocess.Popen[bytes] | None = None

    def start(self, folder: Path) -> None:
        with self._lock:
            is_starting = self._owner is not None and self._owner.poll() is None
            if is_starting or (self._owner and time.monotonic() - self._begun < _AGAIN_SECONDS):
                return
            self._begun = time.monotonic()
            self._owner = subprocess.Popen(
                [sys.executable, "-m", "secours.lib.meaning.owner", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )


_starter = _Starter()
