"""`secours tickets messages|erase-message`, from outside."""

import json
import os
from collections.abc import Iterator

import pytest
from tests import databases
from tests.commands import Commands

WORDS = "Mon mot de passe est zygomatique-42, ouvrez la session"
DECLARE = f"""
from secours.people.actor import acting_as_system
from secours.people.models import Person
from secours.tickets.operations import declare_ticket, reply_to_ticket
with acting_as_system() as by:
    ticket = declare_ticket(by=by, requester=Person.objects.get(email="requester@demo.example"), text="{WORDS}")
    reply_to_ticket(ticket.id, by=by, text="> {WORDS}")
    print(ticket.label)
"""


@pytest.fixture(scope="module")
def commands(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    name = f"test_tickets_{os.getpid()}"
    databases.copy(databases.CAST, name)
    told = {"DATABASE_URL": databases.url_of(name), "SECOURS_DATA": str(tmp_path_factory.mktemp("data"))}
    built = Commands({**os.environ, **told, "LC_ALL": "fr_FR.UTF-8"})
    yield built
    built.close()
    databases.drop(name)


def test_a_message_is_found_erased_and_the_journal_still_proves_itself(commands: Commands) -> None:
    label = commands.python(DECLARE).strip()
    listed = [
        json.loads(line) for line in commands.run("tickets", "messages", label, "--json").stdout.splitlines()
    ]
    assert [(line["text"], line["erased"]) for line in listed] == [(WORDS, False), (f"> {WORDS}", False)]
    number = str(listed[0]["message"])
    done = commands.run("tickets", "erase-message", label, number, "--reason", "secret", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (
        0,
        {"ticket": label, "message": int(number), "quoting": 1},
    )
    again = commands.run("tickets", "erase-message", label.removeprefix("T-"), number)
    assert (again.returncode, again.stdout) == (1, "")
    assert "déjà effacé" in again.stderr
    shown = commands.run("tickets", "messages", label)
    assert [line.split("  ")[-1] for line in shown.stdout.splitlines()] == ["—", f"> {WORDS}"]
    verified = json.loads(commands.run("journal", "verify", "--json").stdout)
    assert (verified["broken"], verified["erased"]) == ("", 1)


@pytest.mark.parametrize("typed", ["T-999999", "bonjour", "9" * 40])
def test_what_is_no_ticket_is_refused_in_one_sentence(commands: Commands, typed: str) -> None:
    done = commands.run("tickets", "erase-message", typed, "1")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)


def test_evaluate_triage_is_for_later(commands: Commands) -> None:
    assert commands.run("tickets", "evaluate-triage", "--train", "a.csv").returncode == 2
