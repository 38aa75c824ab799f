"""`secours restore FILE`: bring everything back from a file of `secours backup`."""

import argparse
import hashlib
import os
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

import psycopg

from secours.cli.database import for_programs, server
from secours.cli.words import say
from secours.config import environment
from secours.config.database import database_url
from secours.lib.postgres import binaries
from secours.lib.postgres.roles import ensure_roles_and_extensions

# Nothing else is taken out of the archive: no path of its own, no link, no device.
_KEPT = re.compile(r"^(database\.dump|secret-key|files/[0-9a-f]{2}/[0-9a-f]{64})$")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--replace", action="store_true", help="replace what this installation holds")


def command(chosen: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        # Before anything is touched: what is here is lost only for a backup that is whole.
        if not chosen.file.is_file() or not _take_out(chosen.file, Path(folder)):
            say(f"{chosen.file} is not a backup of Secours: give the file that `secours backup` wrote.",
                f"{chosen.file} n’est pas une sauvegarde de Secours : donnez le fichier écrit par « secours backup ».")  # fmt: skip
            return 2
        if not _is_whole(Path(folder)):
            say(f"{chosen.file} is damaged: nothing was changed. Give another backup.",
                f"{chosen.file} est abîmé : rien n’a été changé. Donnez une autre sauvegarde.")  # fmt: skip
            return 2
        with server():
            return _restored(Path(folder), replace=chosen.replace)


def _take_out(archive: Path, folder: Path) -> bool:
    """Whether it is an archive that holds a database."""
    try:
        with tarfile.open(archive, mode="r:") as tar:
            for entry in tar:
                if entry.isfile() and _KEPT.fullmatch(entry.name):
                    tar.extract(entry, folder, filter="data")
    except (tarfile.TarError, EOFError):
        return False
    return (folder / "database.dump").is_file()


def _is_whole(folder: Path) -> bool:
    """The dump can be read to its end, and each attachment is what its name says."""
    for question in (["--list"], [f"--file={os.devnull}"]):
        asked = [_pg_restore(), *question, str(folder / "database.dump")]
        if subprocess.run(asked, check=False, capture_output=True).returncode != 0:
            return False
    return all(_digest(kept) == kept.name for kept in folder.glob("files/??/*"))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _restored(folder: Path, *, replace: bool) -> int:
    if not replace and _holds_something():
        say("This installation is not empty: add --replace to lose what it holds.",
            "Cette installation n’est pas vide : ajoutez --replace pour perdre ce qu’elle contient.")  # fmt: skip
        return 2
    if not _restore_database(folder):
        say("The database could not be restored: see the message above.",
            "La base n’a pas pu être restaurée : voir le message ci-dessus.")  # fmt: skip
        return 2
    _restore_files(folder)
    say("Everything is back.", "Tout est revenu.")
    return 0


def _holds_something() -> bool:
    with psycopg.connect(database_url()) as connection:
        row = connection.execute("SELECT to_regclass('people_organisation')").fetchone()
        if not row or row[0] is None:
            return False
        return connection.execute("SELECT 1 FROM people_person LIMIT 1").fetchone() is not None


def _restore_database(folder: Path) -> bool:
    _empty()
    ensure_roles_and_extensions(database_url())
    dump, wanted = str(folder / "database.dump"), folder / "wanted"
    listing = subprocess.run(
        [_pg_restore(), "--list", dump], check=True, capture_output=True, text=True
    ).stdout
    # Extensions are there already, and belong to the superuser.
    wanted.write_text("\n".join(line for line in listing.splitlines() if " EXTENSION " not in line))
    connection, environ = for_programs()
    command = [_pg_restore(), "--no-owner", "--no-comments", "--exit-on-error", "--single-transaction",
               f"--use-list={wanted}", f"--dbname={connection}", dump]  # fmt: skip
    return subprocess.call(command, env=environ) == 0


def _pg_restore() -> str:
    return str(binaries.folder() / "pg_restore")


def _empty() -> None:
    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute("DROP OWNED BY CURRENT_USER CASCADE")


def _restore_files(folder: Path) -> None:
    data = environment.data_folder()
    for kept in folder.glob("files/??/*"):
        target = data / kept.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(kept.read_bytes())
    if (folder / "secret-key").is_file():
        (data / "secret-key").write_bytes((folder / "secret-key").read_bytes())
        os.chmod(data / "secret-key", 0o600)
