"""Kill -9 of web, worker, events, PostgreSQL and `secours mail deliver` at seeded moments, while people declare,
resolve and write.

After each round everything that was acknowledged is there, nothing twice. `make soak` takes a thousand moments;
SECOURS_KILLS says how many, SECOURS_SEED which.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from tests.cli.test_run import environment, wait_for
from tests.commands import Commands
from tests.ports import free_port

from secours.lib.postgres import Cluster

KILLS = int(os.environ.get("SECOURS_KILLS") or 1000)
ROUND = 100
pytestmark = pytest.mark.skipif(
    not (os.environ.get("SECOURS_SOAK") or os.environ.get("SECOURS_KILLS")),
    reason="a long run: `make soak`, or SECOURS_KILLS=12 for a taste",
)
TARGETS = ["secours.config.wsgi", "secours.config.events", "secours worker", "postgres", "mail"]

_PREPARE = """
from secours.cli.demo.cast import build_cast
from secours.people.actor import acting_as_system, acting, actor_of_account
from secours.people.operations import make_token
with acting_as_system() as by:
    cast = build_cast(by)
    account = cast.people["technician"].account_id
with acting(actor_of_account(account)) as actor:
    print(make_token(by=actor, name="essai", days=30)[1])
"""


class Receiver:
    """A mail server that counts what it is given by Message-ID."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        import email

        self.received[str(email.message_from_bytes(envelope.content)["Message-ID"]).strip("<>")] += 1
        return "250 OK"


class Installation:
    def __init__(self, folder: Path) -> None:
        self.data, self.folder, self.port = folder / "data", folder, free_port()
        self.receiver = Receiver()
        self.smtp = Controller(self.receiver, hostname="127.0.0.1", port=free_port())
        self.smtp.start()
        address = f"smtp://127.0.0.1:{self.smtp.port}"
        self.environment = environment(self.data, self.port, SECOURS_EMAIL_URL=address, SECOURS_LOG="CRITICAL",
                                       SECOURS_MEANING="none")  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "secours", "migrate", "--quiet"], env=self.environment, check=True
        )
        # Two, because one gives one command at a time: the mail system's, and ours.
        self.mail, self.own = Commands(self.environment), Commands(self.environment)
        self.delivering: int | None = None
        with Cluster(self.data).opened():
            self.key = self.own.python(_PREPARE).strip()
        self.log = (folder / "log").open("wb")
        self.run = subprocess.Popen(
            [sys.executable, "-m", "secours", "run"], env=self.environment, stdout=self.log, stderr=self.log
        )
        wait_for(self.is_healthy)

    def deliver(self, files: list[Path]) -> int:
        self.delivering = self.mail.start("mail", "deliver", "--json", *map(str, files))
        try:
            return self.mail.finish().returncode
        finally:
            self.delivering = None

    def is_healthy(self) -> bool:
        if self.run.poll() is not None:
            pytest.fail(f"`secours run` ended: {(self.folder / 'log').read_text()[-3000:]}")
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as response:
            return response.status == 200

    def call(self, path: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """None when nobody knows whether it was done."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}", json.dumps(payload).encode()
        )
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Bearer {self.key}")
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return dict(json.load(response))
        except (OSError, ValueError):
            return None

    def kill(self, target: str) -> bool:
        """Whether there was something to kill."""
        killed = [pid for pid in self._processes(target) if _killed(pid)]
        return bool(killed)

    def _processes(self, target: str) -> list[int]:
        if target == "mail":
            return [self.delivering] if self.delivering else []
        if target == "postgres":
            with contextlib.suppress(StopIteration, OSError, ValueError):
                return [int(next(self.data.rglob("postmaster.pid")).read_text().split()[0])]
            return []
        found = subprocess.run(["pgrep", "-f", target], capture_output=True, text=True, check=False).stdout
        return [pid for pid in map(int, found.split()) if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        with contextlib.suppress(OSError):
            return f"SECOURS_DATA={self.data}\0" in Path(f"/proc/{pid}/environ").read_text()
        return False

    def close(self) -> None:
        self.run.send_signal(signal.SIGINT)
        self.run.wait(40)
        for commands in (self.mail, self.own):
            commands.close()
        self.smtp.stop()
        self.log.close()


def _killed(pid: int) -> bool:
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


class Life(threading.Thread):
    """Someone who goes on until told to stop, and remembers what was acknowledged."""

    def __init__(self, there: Installation, act: Any, turn: int) -> None:
        super().__init__(daemon=True)
        self.there, self.act, self.turn, self.over = there, act, turn, threading.Event()
        self.acknowledged: list[str] = []
        self.unknown: list[str] = []

    def run(self) -> None:
        number = self.turn * 100_000
        while not self.over.is_set():
            number += 1
            self.act(self, number)


def declare_and_resolve(life: Life, number: int) -> None:
    text = f"Panne numéro K{number:07} de l’essai"
    ticket = life.there.call("/tickets", {"text": text})
    if ticket is None:
        life.unknown.append(text)
        life.over.wait(0.1)
        return
    life.acknowledged.append(text)
    if number % 3 == 0:
        life.there.call(
            f"/tickets/{ticket['number']}/resolution", {"text": "Relancé", "confirmed": "verified"}
        )


def write_mails(life: Life, number: int) -> None:
    """The same files are handed over again until every one is acknowledged, as a mail server does."""
    folder = life.there.folder / f"mail-{number}"
    folder.mkdir()
    files = []
    for index in range(5):
        message = EmailMessage()
        message["From"], message["To"] = (
            "Claire Morvan <requester@demo.example>",
            "assistance@localhost.invalid",
        )
        message["Subject"] = f"Courriel M{number:07}-{index}"
        message["Message-ID"] = f"<essai-{number}-{index}@client.example>"
        message["Date"] = "Tue, 24 Nov 2026 09:00:00 +0100"
        message.set_content(f"Bonjour, mon écran est noir, cas {number}-{index}.")
        files.append(folder / f"{index}.eml")
        files[-1].write_bytes(message.as_bytes())
    while life.there.deliver(files) != 0:
        if life.over.wait(0.2):
            life.unknown += [f"Courriel M{number:07}-{index}" for index in range(5)]
            return
    life.acknowledged += [f"Courriel M{number:07}-{index}" for index in range(5)]


@pytest.fixture
def there(tmp_path: Path) -> Any:
    installation = Installation(tmp_path)
    yield installation
    installation.close()


def test_nothing_is_lost_and_nothing_is_done_twice(there: Installation, capsys: Any) -> None:
    dice, lives = random.Random(os.environ.get("SECOURS_SEED", "2026")), []
    struck: Counter[str] = Counter()
    for turn, left in enumerate(range(KILLS, 0, -ROUND)):
        lives += live_through(
            there, turn, [dice.choice(TARGETS) for _ in range(min(ROUND, left))], dice, struck
        )
        check(there, lives)
        with capsys.disabled():
            done = sum(len(life.acknowledged) for life in lives)
            sys.stdout.write(f"{dict(struck)}: {done} things acknowledged, all there, none twice\n")
    assert struck.total() == KILLS


def live_through(
    there: Installation, turn: int, targets: list[str], dice: random.Random, struck: "Counter[str]"
) -> list[Life]:
    lives = [Life(there, declare_and_resolve, turn), Life(there, write_mails, turn)]
    for life in lives:
        life.start()
    for target in targets:
        time.sleep(dice.uniform(0.05, 0.6))
        wait_for(lambda target=target: there.kill(target))  # type: ignore[misc]
        struck[target] += 1
        wait_for(there.is_healthy)
    for life in lives:
        life.over.set()
        life.join(60)
        assert not life.is_alive()
    assert all(life.acknowledged for life in lives)
    return lives


def check(there: Installation, lives: list[Life]) -> None:
    """Everything that was acknowledged is there, nothing twice, and the journal proves the rest."""
    with psycopg.connect(Cluster(there.data).owner_url(), autocommit=True) as database:
        _finish_jobs(database, there)
        check_titles(database, lives)
        check_mail(database, there)
        check_letters(database, there)
    verdict = there.own.run("journal", "verify")
    assert verdict.returncode == 0, verdict.stderr
    assert there.own.python(_DIFFERENCES).strip() == "[]"


# The schedule of every minute: what was stored by a command that was then killed.
_UNDERSTAND = """
from secours.channels.mail.delivery import understand_stored
from secours.people.actor import system_actor
understand_stored(by=system_actor("mail"))
from datetime import timedelta
from django.utils import timezone
from secours.channels.mail import outbox
for letter in outbox.letters_due(by=system_actor(), now=timezone.now() + timedelta(hours=12)):
    outbox.send_letter(letter, by=system_actor())
"""

_DIFFERENCES = """
from secours.faults.queries import differences
from secours.people.actor import acting_as_system
with acting_as_system(): print(list(differences()))
"""


def _finish_jobs(database: psycopg.Connection[Any], there: Installation) -> None:
    """What the worker would do within its next minutes, done now: letters of killed jobs go again."""
    there.own.python(_UNDERSTAND)
    there.own.run("worker", "--once")
    database.execute(
        "UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing' AND task_name !~ 'retry_stalled'"
    )
    database.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    wait_for(
        lambda: (
            count(
                database,
                "procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name ~ 'notify|send_letter'",
            )
            == 0
        )
    )
    there.own.run("worker", "--once")
    there.own.python(_UNDERSTAND)


def count(database: psycopg.Connection[Any], what: str, *values: Any) -> int:
    row = database.execute(f"SELECT count(*) FROM {what}", values).fetchone()  # type: ignore[arg-type]
    assert row
    return int(row[0])


def check_titles(database: psycopg.Connection[Any], lives: list[Life]) -> None:
    titles = Counter(title for (title,) in database.execute("SELECT title FROM tickets_ticket").fetchall())
    assert [title for title, times in titles.items() if times > 1] == [], "made twice"
    acknowledged = [title for life in lives for title in life.acknowledged]
    assert [title for title in acknowledged if title not in titles] == [], "lost"


def check_mail(database: psycopg.Connection[Any], there: Installation) -> None:
    assert count(database, "channels_rawmessage WHERE state <> 'understood'") == 0
    assert (
        count(database, "(SELECT message_id FROM channels_rawmessage GROUP BY 1 HAVING count(*) > 1) t") == 0
    )
    assert count(database, "channels_rawmessage WHERE ticket_id IS NULL") == 0
    assert (
        count(
            database,
            "(SELECT ticket_id FROM tickets_message m WHERE from_requester GROUP BY 1 HAVING count(*) > 1) t",
        )
        == 0
    )


def check_letters(database: psycopg.Connection[Any], there: Installation) -> None:
    sent = {
        row[0]
        for row in database.execute("SELECT message_id FROM journal_outbox WHERE state = 'sent'").fetchall()
    }
    assert sent <= set(there.receiver.received), "said to be sent, never received"
    assert count(database, "journal_outbox WHERE state <> 'sent'") == 0
    # A letter cut while being sent goes again, with the same Message-ID.
    known = {row[0] for row in database.execute("SELECT message_id FROM journal_outbox").fetchall()}
    assert set(there.receiver.received) <= known
