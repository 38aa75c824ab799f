"""What a made-up past does not need: to be undone in part, to be told to anyone, to keep its password safe."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector


@contextmanager
def in_haste() -> Iterator[None]:
    """For this process, while it builds the demo world inside one transaction.

    No savepoint: an operation that is refused is a fault of the world, and all of it goes. Jobs are forgotten:
    nobody is written to about a past that was made up a moment ago. Accounts get a quick digest of a password
    that everyone knows; signing in makes it a slow one. Memory is looked through for garbage more seldom.
    """
    features, rounds, thresholds = connection.features, PBKDF2PasswordHasher.iterations, gc.get_threshold()
    had_savepoints = features.uses_savepoints
    features.uses_savepoints, PBKDF2PasswordHasher.iterations = False, 1
    gc.set_threshold(50_000, 20, 20)
    try:
        with app.replace_connector(_Forgetting()):
            yield
    finally:
        features.uses_savepoints, PBKDF2PasswordHasher.iterations = had_savepoints, rounds
        gc.set_threshold(*thresholds)


class _Forgetting(InMemoryConnector):
    """Its elder starts a thread a job: an eighth of the time."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)

    def execute_query_all(self, query: str, **told: Any) -> list[dict[str, Any]]:
        return [{"id": next(self._numbers)} for _job in told["jobs"]]
