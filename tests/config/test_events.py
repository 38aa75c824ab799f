"""Live updates, on the real process: nothing lost, whatever is killed or interleaved."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from queue import Empty, Queue

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from tests.ports import free_port

from secours.lib.tokens import sign

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("events")]


@pytest.fixture(scope="module")
def address(django_db_setup):
    parameters = connection.settings_dict
    query = f"host={parameters['HOST']}&port={parameters['PORT'] or 5432}"
    return f"postgresql://{parameters['USER']}:{parameters['PASSWORD']}@/{parameters['NAME']}?{query}"


@pytest.fixture
def database_address(address):
    yield address
    # These entries were committed, unlike other tests': the owner takes them out again.
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        owner.execute("DELETE FROM journal_entry WHERE subject_id >= %s", [SUBJECT])
        owner.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


class Process:
    def __init__(self, address):
        self.port, self.address = free_port(), address
        self.start()

    def start(self):
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port),
                   "--log-level", "error", "--workers-kill-timeout", "1", "secours.config.events:application"]  # fmt: skip
        environment = {**os.environ, "DATABASE_URL": self.address, "SECOURS_SECRET_KEY": settings.SECRET_KEY}
        self.process = subprocess.Popen(command, env=environment, start_new_session=True)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1),
            ):
                return
            time.sleep(0.05)
        raise AssertionError("the events process did not start")

    def kill(self):
        os.killpg(self.process.pid, 9)
        self.process.wait()


@pytest.fixture(scope="module")
def process(address):
    started = Process(address)
    yield started
    started.kill()


@pytest.fixture
def events(process, database_address):
    return process


class Page:
    """An EventSource: reads messages in a thread, comes back with Last-Event-ID."""

    def __init__(self, events, topics):
        self.events, self.messages, self.last_id = events, Queue(), None
        self.token = sign(settings.SECRET_KEY, "events", topics, 3600)
        self.connect()

    def connect(self):
        request = urllib.request.Request(f"http://127.0.0.1:{self.events.port}/events?topics={self.token}")
        if self.last_id:
            request.add_header("Last-Event-ID", self.last_id)
        self.response = urllib.request.urlopen(request, timeout=30)
        threading.Thread(target=self.read, args=(self.response,), daemon=True).start()
        assert self.next()["event"] == "ready" if self.last_id is None else True

    def leave(self):
        """Closing the response would wait for the thread that reads it, so until the next heartbeat."""
        self.response.fp.raw._sock.shutdown(socket.SHUT_RDWR)

    def read(self, response):
        message = {}
        with contextlib.suppress(OSError, ValueError, AttributeError):
            for line in response:
                name, _colon, value = line.decode().rstrip("\n").partition(": ")
                if name in ("id", "event", "data"):
                    message[name] = value
                if not name and message:
                    self.last_id = message.get("id", self.last_id)
                    self.messages.put(message)
                    message = {}

    def next(self, seconds=10):
        return self.messages.get(timeout=seconds)

    def entries(self, count, seconds=10):
        found = []
        while len(found) < count:
            message = self.next(seconds)
            if message["event"] != "ready":
                found.append(json.loads(message["data"])["entry"])
        return found

    def is_silent(self, seconds=0.7):
        try:
            return self.messages.get(timeout=seconds)["event"] == "ready"
        except Empty:
            return True


SUBJECT = 900_000


def insert(connection, subject, visibility="public"):
    """A journal entry written as operations write it, on a connection whose commit the test holds."""
    row = connection.execute(
        "INSERT INTO journal_entry (organisation_id, subject_kind, subject_id, number, kind, actor_kind, at, visibility,"
        " data, text_digest, previous_hash, hash, transaction) SELECT NULL, 'ticket', %s,"
        " nextval('journal_entry_id_seq')::int,"
        " 'ticket.replied', 'system', now(), %s, '{}', '', '', '', pg_current_xact_id()::text::bigint RETURNING id",
        [subject, visibility],
    ).fetchone()
    connection.execute("SELECT pg_notify('secours', pg_current_xact_id()::text)")
    return row[0]


def test_a_page_hears_what_it_may(events, database_address):
    page = Page(events, {"ticket": SUBJECT, "internal": False})
    with psycopg.connect(database_address) as writer:
        hidden = insert(writer, SUBJECT, "internal")
        other = insert(writer, SUBJECT + 1)
        seen = insert(writer, SUBJECT)
    assert page.entries(1) == [seen]
    assert page.is_silent(), (hidden, other)


def test_a_bell_hears_of_its_own_person_only(events, database_address):
    mine, another = (
        Page(events, {"ticket": SUBJECT, "person": 7}),
        Page(events, {"ticket": SUBJECT, "person": 71}),
    )
    with psycopg.connect(database_address, autocommit=True) as writer:
        writer.execute("SELECT pg_notify('secours_inbox', '7 8')")
    message = mine.next()
    while message["event"] == "ready":
        message = mine.next()
    assert message == {"event": "inbox", "data": "{}"}
    assert another.is_silent()


def test_the_lower_number_committing_last_is_not_lost(events, database_address):
    page = Page(events, {"ticket": SUBJECT})
    with psycopg.connect(database_address) as slow, psycopg.connect(database_address) as quick:
        lower, higher = insert(slow, SUBJECT), insert(quick, SUBJECT)
        quick.commit()
        assert page.entries(1) == [higher]
        page.leave()  # the page is away while the lower number commits
        slow.commit()
    assert lower < higher
    page.connect()
    assert page.entries(1) == [lower]


def test_nothing_is_lost_while_the_process_is_killed(events, database_address):
    page = Page(events, {"ticket": SUBJECT})
    with psycopg.connect(database_address, autocommit=True) as writer:
        first = insert(writer, SUBJECT)
        assert page.entries(1) == [first]
        events.kill()
        missed = [insert(writer, SUBJECT), insert(writer, SUBJECT)]
        events.start()
        page.connect()
        assert page.entries(2) == missed
        after = insert(writer, SUBJECT)
        assert page.entries(1) == [after]


def test_what_is_written_between_reading_and_listening_is_told(events, database_address):
    with psycopg.connect(database_address, autocommit=True) as writer:
        since = writer.execute("SELECT pg_current_snapshot()::text").fetchone()[0]
        written = insert(writer, SUBJECT)
    page = Page.__new__(Page)
    page.events, page.messages, page.last_id = events, Queue(), "1:1:"
    page.last_id = None
    page.token = sign(settings.SECRET_KEY, "events", {"ticket": SUBJECT, "since": since}, 3600)
    request = urllib.request.urlopen(f"http://127.0.0.1:{events.port}/events?topics={page.token}", timeout=30)
    threading.Thread(target=page.read, args=(request,), daemon=True).start()
    assert page.entries(1) == [written]


def test_a_page_long_away_comes_back_in_one_step(events, database_address):
    """More than its queue holds, and more than one batch: the page is told once, with the last snapshot."""
    page = Page(events, {"ticket": SUBJECT})
    page.leave()
    with psycopg.connect(database_address) as writer:
        for _ in range(1300):
            last = insert(writer, SUBJECT)
    page.connect()
    while page.entries(1) != [last]:
        pass
    with psycopg.connect(database_address, autocommit=True) as writer:
        after = insert(writer, SUBJECT)
    assert page.entries(1) == [after]


def test_a_forged_or_old_address_is_refused(events):
    for token in (
        "forged.token",
        sign(settings.SECRET_KEY, "events", {"ticket": 1}, -5),
        sign("x", "events", {}, 60),
    ):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"http://127.0.0.1:{events.port}/events?topics={token}", timeout=5)
