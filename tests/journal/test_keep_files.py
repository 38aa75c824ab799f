"""Bytes are kept once, and never taken away under who is just keeping them again."""

import hashlib
import threading
import time
import uuid
from contextlib import nullcontext

import psycopg
import pytest
from django.db import connection

from secours.journal.files import keep, path_of
from secours.lib.transactions import in_pipeline


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
        try:
            time.sleep(0.5)
            self.path.unlink()
        finally:  # else who waits for its lock would wait for ever
            self.database.close()


@pytest.mark.parametrize("together", [nullcontext, in_pipeline])
def test_who_keeps_waits_for_who_removes(scene, together):
    content = uuid.uuid4().bytes  # the workers of the suite share the folder, each with its own database
    sha256 = hashlib.sha256(content).hexdigest()
    path_of(sha256).parent.mkdir(parents=True, exist_ok=True)
    path_of(sha256).write_bytes(content)
    remover = Remover(sha256)
    remover.start()
    with together():
        keep(content)
    remover.join()
    assert path_of(sha256).read_bytes() == content
