"""A command that cannot run says one sentence in the language of the terminal, and what to do; no traceback."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import databases
from tests.commands import Commands

NOWHERE = "postgresql://somebody:hidden-word@127.0.0.1:1/none"
WITH_A_DATABASE = [
    ("check",),
    ("demo",),
    ("journal", "verify"),
    ("worker",),
    ("mail", "deliver", "{file}"),
    ("mail", "fetch"),
    ("inventory", "load", "{file}"),
    ("faults", "load", "{file}"),
    ("faults", "recall", "écran noir"),
    ("tickets", "messages", "T-1"),
]
ABSENT = [
    ("inventory", "load", "{folder}/absent.json"),
    ("faults", "load", "{folder}/absent.yaml"),
    ("faults", "walk", "{folder}/absent.json"),
    ("restore", "{folder}/absent.tar"),
    ("mail", "read", "{folder}/absent.eml"),
    ("mail", "deliver", "{folder}/absent.eml"),
]


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    built = Commands(_environment(tmp_path_factory.mktemp("lost"), NOWHERE))
    yield built
    built.close()


@pytest.fixture(scope="module")
def found(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    name = f"test_troubles_{os.getpid()}"
    databases.copy(databases.CAST, name)
    built = Commands(_environment(tmp_path_factory.mktemp("found"), databases.url_of(name)))
    yield built
    built.close()
    databases.drop(name)


def _environment(data: Path, url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "SECOURS_DATA": str(data), "LC_ALL": "fr_FR.UTF-8"}


def _words(command: tuple[str, ...], folder: Path) -> list[str]:
    file = folder / "one"
    file.write_text("one")
    return [word.format(folder=folder, file=file) for word in command]


@pytest.mark.parametrize("command", WITH_A_DATABASE, ids=" ".join)
def test_a_database_out_of_reach_is_one_sentence(lost: Commands, tmp_path: Path, command: tuple[str, ...]):
    done = lost.run(*_words(command, tmp_path))
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("La base de données ne répond pas. Vérifiez que son serveur fonctionne")
    assert "127.0.0.1" in sentence
    assert "hidden-word" not in sentence
    assert (done.returncode, done.stdout) == (2, "")


def test_an_address_that_is_none_is_one_sentence_without_its_password(tmp_path: Path):
    environment = _environment(tmp_path, "postgresql://somebody:hidden/word@127.0.0.1/none")
    words = [sys.executable, "-m", "secours", "check"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("DATABASE_URL n’est pas compris")
    assert "hidden" not in sentence
    assert "word" not in sentence
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("command", ABSENT, ids=" ".join)
def test_an_absent_file_is_told_in_the_language_of_the_terminal(
    found: Commands, tmp_path: Path, command: tuple[str, ...]
):
    done = found.run(*_words(command, tmp_path))
    assert done.returncode in (1, 2)
    assert "existe pas" in done.stderr
    assert "No such file" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("import", "glpi", "--url", "http://glpi.example"), "secours import"),
        (("tickets", "evaluate-triage", "--train", "a.csv", "--json"), "secours tickets evaluate-triage"),
    ],
)
def test_a_later_command_says_so_whatever_follows_its_name(
    found: Commands, words: tuple[str, ...], name: str
):
    done = found.run(*words)
    assert done.stderr == f"« {name} » viendra avec une version suivante ; rien n’a été fait.\n"
    assert (done.returncode, done.stdout) == (2, "")


def test_an_unknown_option_is_still_refused(found: Commands):
    done = found.run("journal", "verify", "--loudly")
    assert done.returncode == 2
    assert "--loudly" in done.stderr
