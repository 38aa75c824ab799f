"""Bytes are kept once, and never taken away under who is just keeping them again."""

import hashlib
import threading
import time
from contextlib import nullcontext

import psycopg
import pytest
from django.db import connection

from secours.journal.files import keep, path_of
from secours.lib.transactions import in_pipeline

CONTENT = b"kept twice, 51e0"


class Remover(threading.Thread):
    """Another connection, which holds the bytes' lock and takes them away half a second later."""

    def __init__(self, sha256: str) -> None:
        super().__init__()
        asked = connection.get_connection_params()
        names = ("dbname", "user", "password", "host", "port")
        self.database = psycopg.connect(**{name: asked[name] for name in names if asked.get(name)})
        self.path = path_of(sha256)
        self.database.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])

    def run(self) -> None:
        time.sleep(0.5)
        self.path.unlink()
        self.database.close()


@pytest.mark.parametrize("together", [nullcontext, in_pipeline])
def test_who_keeps_waits_for_who_removes(scene, together):
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    path_of(sha256).parent.mkdir(parents=True, exist_ok=True)
    path_of(sha256).write_bytes(CONTENT)
    remover = Remover(sha256)
    remover.start()
    with together():
        keep(CONTENT)
    remover.join()
    assert path_of(sha256).read_bytes() == CONTENT
