"""`secours mail deliver FILE… --json`, as scripts use it, and as a power cut leaves it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings


def letter(number, text="Bonjour"):
    head = f"From: a{number}@clinic.example\nSubject: Panne {number}\nMessage-ID: <{number}@clinic.example>\n"
    return f"{head}\n{text}\n".encode()


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An empty database with what `secours migrate` installs; its environment."""
    database = settings.DATABASES["default"]
    owner = f"host={database['HOST']} user={database['USER']} password={database['PASSWORD']}"
    owner += f" port={database['PORT']}" if database["PORT"] else ""
    name = f"test_deliver_{uuid.uuid4().hex[:8]}"
    owner += " dbname=postgres"
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{name}?host={database['HOST']}"
    url += f"&port={database['PORT']}" if database["PORT"] else ""
    environment = {**os.environ, "DATABASE_URL": url, "SECOURS_DATA": str(tmp_path_factory.mktemp("data"))}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    assert secours(environment, "migrate", "--quiet").returncode == 0
    yield environment
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


COMMAND = [sys.executable, "-m", "secours"]


def secours(environment, *words):
    return subprocess.run([*COMMAND, *words], env=environment, capture_output=True, text=True, check=False)


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_a_file_in_order_as_typed(installation, tmp_path):
    (tmp_path / "é 1.eml").write_bytes(b"From x Tue\n" + letter(1))
    (tmp_path / "empty.eml").write_bytes(b"")
    typed = [f"{tmp_path}/./é 1.eml", f"{tmp_path}/empty.eml", f"{tmp_path}/none", f"{tmp_path}/é 1.eml"]
    got = secours(installation, "mail", "deliver", *typed, "--json")
    found = lines(got)
    assert got.returncode == 1
    assert [line["file"] for line in found] == typed
    assert [list(line) for line in found] == [["file", "verdict", "ticket", "message_id", "reason"]] * 4
    assert [line["verdict"] for line in found] == ["ticket", "quarantined", None, "duplicate"]
    assert found[0]["ticket"] == found[3]["ticket"]
    assert (found[0]["message_id"], found[1]["reason"]) == ("1@clinic.example", "The message is empty.")
    assert f"{tmp_path}/none" in got.stderr


def test_what_is_set_aside_or_known_is_no_failure(installation, tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(2))
    (tmp_path / "b.eml").write_bytes(b"\n")
    typed = [f"{tmp_path}/a.eml", f"{tmp_path}/b.eml"]
    assert secours(installation, "mail", "deliver", *typed, "--json").returncode == 0
    again = secours(installation, "mail", "deliver", *typed, "--json")
    assert (again.returncode, {line["verdict"] for line in lines(again)}) == (0, {"duplicate"})


def test_a_mailbox_that_is_not_there(installation, tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(3))
    got = secours(installation, "mail", "deliver", f"{tmp_path}/a.eml", "--mailbox", "nowhere", "--json")
    assert (got.returncode, got.stdout, "nowhere" in got.stderr) == (2, "", True)


def test_reading_needs_no_database(tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(4))
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@/none?host=/nowhere"}
    got = secours(environment, "mail", "read", f"{tmp_path}/a.eml", "--json")
    assert (got.returncode, lines(got)[0]["subject"]) == (0, "Panne 4")


def test_the_worker_acknowledges_to_a_real_server(installation, tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(900))
    secours(installation, "mail", "deliver", f"{tmp_path}/a.eml", "--json")
    receiver = Receiver()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(receiver, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        environment = {**installation, "SECOURS_EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        assert secours(environment, "worker", "--once").returncode == 0
    finally:
        controller.stop()
    assert "a900@clinic.example" in receiver.recipients
    assert len(receiver.recipients) == len(set(receiver.recipients))


def test_killed_at_any_moment_nothing_is_lost_nor_doubled(installation, tmp_path):
    paths = []
    for number in range(100, 180):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(letter(number))
        paths.append(str(path))
    with psycopg.connect(installation["DATABASE_URL"], autocommit=True) as database:
        for enough in (3, 20, 55):
            kill_when(database, enough, [*COMMAND, "mail", "deliver", *paths, "--json"], installation)
        final = lines(secours(installation, "mail", "deliver", *paths, "--json"))
        assert {line["verdict"] for line in final} == {"ticket", "duplicate"}
        assert len({line["ticket"] for line in final} - {None}) == len(paths)
        assert tickets(database) == len(paths)


def tickets(database):
    return database.execute("SELECT count(*) FROM tickets_ticket WHERE title LIKE 'Panne 1__'").fetchone()[0]


def kill_when(database, enough, command, environment):
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while tickets(database) < enough and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"


class Receiver:
    def __init__(self):
        self.recipients = []

    async def handle_DATA(self, server, session, envelope):
        self.recipients += envelope.rcpt_tos
        return "250 OK"
