"""What a made-up past does not need: to be undone in part, to be told to anyone, to keep its password safe."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector


@contextmanager
def in_haste() -> Iterator[None]:
    """For this process, while it builds the demo world inside one transaction.

    No savepoint: an operation that is refused is a fault of the world, and all of it goes. Jobs are forgotten:
    nobody is written to about a past that was made up a moment ago. Accounts get a quick digest of a password
    that everyone knows; signing in makes it a slow one.
    """
    features, rounds = connection.features, PBKDF2PasswordHasher.iterations
    had_savepoints = features.uses_savepoints
    features.uses_savepoints, PBKDF2PasswordHasher.iterations = False, 1
    try:
        with app.replace_connector(InMemoryConnector()):
            yield
    finally:
        features.uses_savepoints, PBKDF2PasswordHasher.iterations = had_savepoints, rounds
