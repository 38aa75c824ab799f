"""Locks on files (flock): the kernel frees them when their holder dies, however it dies.

Functions give and take plain descriptors, so that a lock is never freed by garbage collection.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

PAUSE_SECONDS = 0.01


def take(path: Path, *, shared: bool = False, timeout_seconds: float) -> int | None:
    """The descriptor that holds the lock, or None when it was not free in time; free with `release`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + timeout_seconds
    while not _try(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
        if time.monotonic() >= deadline:
            os.close(descriptor)
            return None
        time.sleep(PAUSE_SECONDS)
    return descriptor


def take_over(descriptor: int) -> bool:
    """Turns a shared hold into the only one, when it is the last; Linux lets nobody who waits slip in
    between. When it is not the last, the hold is lost: release the descriptor either way."""
    return _try(descriptor, fcntl.LOCK_EX)


def release(descriptor: int) -> None:
    """Frees the lock, unless another process inherited the same descriptor."""
    os.close(descriptor)


def is_free(path: Path) -> bool:
    descriptor = take(path, timeout_seconds=0)
    if descriptor is None:
        return False
    release(descriptor)
    return True


@contextlib.contextmanager
def held(path: Path, *, timeout_seconds: float) -> Iterator[bool]:
    """Gives whether the lock was obtained."""
    descriptor = take(path, timeout_seconds=timeout_seconds)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            release(descriptor)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
