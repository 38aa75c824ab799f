"""Two people, or two jobs, at the same moment: two connections to a database of their own, where all is committed."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from tests import databases

PATIENCE = 10  # seconds


@contextmanager
def own_database(blocker: Any) -> Iterator[None]:
    """The cast's, for whatever connects inside. `blocker`: django_db_blocker."""
    kept, name = connection.settings_dict["NAME"], f"test_at_once_{uuid.uuid4().hex[:8]}"
    with blocker.unblock():
        databases.copy(databases.CAST, name)
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = kept
            databases.drop(name)


class Second(threading.Thread):
    """Does the same on a connection of its own, begun while the first is not done."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.act, self.given, self.failure = act, None, None
        self.start()
        self._wait_until_it_waits()

    def run(self) -> None:
        try:
            self.given = self.act()
        except Exception as failure:
            self.failure = failure
        finally:
            connection.close()

    def finished(self) -> Any:
        self.join(PATIENCE)
        assert not self.is_alive()
        assert self.failure is None, self.failure
        return self.given

    def _wait_until_it_waits(self) -> None:
        """For what the first holds; or it is done already, and has not waited."""
        until = time.monotonic() + PATIENCE
        while self.is_alive() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")  # fmt: skip
                if cursor.fetchone():
                    return
            time.sleep(0.005)
