"""Ports for the servers that tests start."""

import contextlib
import os
import random
import socket

_LOWEST, _EACH = 20_000, 1_500


def free_port() -> int:
    """A port whose next one is free too (ours answers on one and sends events on the other).

    Below those that the kernel lends to outgoing connections, where another connection could take it before it is
    used, and among those of this worker of the suite, where no other worker looks."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    while True:
        port = _LOWEST + worker * _EACH + random.randrange(0, _EACH - 1, 2)
        with socket.socket() as first, socket.socket() as second, contextlib.suppress(OSError):
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port
