"""`secours mail deliver FILE… --json`, as scripts use it, and as a power cut leaves it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from tests import databases
from tests.commands import Commands
from tests.ports import free_port

# One database for them all.
pytestmark = pytest.mark.xdist_group("mail deliver")


def letter(number, text="Bonjour"):
    head = f"From: a{number}@clinic.example\nSubject: Panne {number}\nMessage-ID: <{number}@clinic.example>\n"
    return f"{head}\n{text}\n".encode()


@pytest.fixture(scope="module")
def receiver():
    """A mail server that remembers whom it was given letters for."""
    receiver = Receiver()
    receiver.port = free_port()
    controller = Controller(receiver, hostname="127.0.0.1", port=receiver.port)
    controller.start()
    yield receiver
    controller.stop()


@pytest.fixture(scope="module")
def installation(tmp_path_factory, django_db_setup, receiver):
    """What `secours migrate` installs, in a database of its own; the environment that names it."""
    name = f"test_deliver_{uuid.uuid4().hex[:8]}"
    databases.copy(databases.BARE, name)
    yield {
        **os.environ,
        "DATABASE_URL": databases.url_of(name),
        "SECOURS_DATA": str(tmp_path_factory.mktemp("data")),
        "SECOURS_MEANING": "none",
        "SECOURS_EMAIL_URL": f"smtp://127.0.0.1:{receiver.port}",
    }
    databases.drop(name)


@pytest.fixture(scope="module")
def commands(installation):
    commands = Commands(installation)
    yield commands
    commands.close()


@pytest.fixture
def secours(commands):
    return commands.run


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_a_file_in_order_as_typed(secours, tmp_path):
    (tmp_path / "é 1.eml").write_bytes(b"From x Tue\n" + letter(1))
    (tmp_path / "empty.eml").write_bytes(b"")
    typed = [f"{tmp_path}/./é 1.eml", f"{tmp_path}/empty.eml", f"{tmp_path}/none", f"{tmp_path}/é 1.eml"]
    got = secours("mail", "deliver", *typed, "--json")
    found = lines(got)
    assert got.returncode == 1
    assert [line["file"] for line in found] == typed
    assert [list(line) for line in found] == [["file", "verdict", "ticket", "message_id", "reason"]] * 4
    assert [line["verdict"] for line in found] == ["ticket", "quarantined", None, "duplicate"]
    assert found[0]["ticket"] == found[3]["ticket"]
    assert (found[0]["message_id"], found[1]["reason"]) == ("1@clinic.example", "The message is empty.")
    assert f"{tmp_path}/none" in got.stderr


def test_what_is_set_aside_or_known_is_no_failure(secours, tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(2))
    (tmp_path / "b.eml").write_bytes(b"\n")
    typed = [f"{tmp_path}/a.eml", f"{tmp_path}/b.eml"]
    assert secours("mail", "deliver", *typed, "--json").returncode == 0
    again = secours("mail", "deliver", *typed, "--json")
    assert (again.returncode, {line["verdict"] for line in lines(again)}) == (0, {"duplicate"})


def test_a_mailbox_that_is_not_there(secours, tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(3))
    got = secours("mail", "deliver", f"{tmp_path}/a.eml", "--mailbox", "nowhere", "--json")
    assert (got.returncode, got.stdout, "nowhere" in got.stderr) == (2, "", True)


def test_reading_needs_no_database(tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(4))
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@/none?host=/nowhere"}
    command = [sys.executable, "-m", "secours", "mail", "read", f"{tmp_path}/a.eml", "--json"]
    got = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (got.returncode, lines(got)[0]["subject"]) == (0, "Panne 4")


def test_the_worker_acknowledges_to_a_real_server(secours, receiver, tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(900))
    secours("mail", "deliver", f"{tmp_path}/a.eml", "--json")
    assert secours("worker", "--once").returncode == 0
    assert "a900@clinic.example" in receiver.recipients
    assert len(receiver.recipients) == len(set(receiver.recipients))


def test_killed_at_any_moment_nothing_is_lost_nor_doubled(installation, commands, tmp_path):
    paths = []
    for number in range(100, 180):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(letter(number))
        paths.append(str(path))
    with psycopg.connect(installation["DATABASE_URL"], autocommit=True) as database:
        for enough in (3, 20, 55):
            kill_when(database, enough, commands, paths)
        final = lines(commands.run("mail", "deliver", *paths, "--json"))
        assert {line["verdict"] for line in final} == {"ticket", "duplicate"}
        assert len({line["ticket"] for line in final} - {None}) == len(paths)
        assert tickets(database) == len(paths)


def tickets(database):
    return database.execute("SELECT count(*) FROM tickets_ticket WHERE title LIKE 'Panne 1__'").fetchone()[0]


def kill_when(database, enough, commands, paths):
    process = commands.start("mail", "deliver", *paths, "--json")
    while tickets(database) < enough and Path(f"/proc/{process}").exists():
        time.sleep(0.005)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    assert commands.finish().returncode == -signal.SIGKILL, "it was done before it could be killed"


class Receiver:
    def __init__(self):
        self.recipients = []

    async def handle_DATA(self, server, session, envelope):
        self.recipients += envelope.rcpt_tos
        return "250 OK"
