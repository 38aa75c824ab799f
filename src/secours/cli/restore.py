"""`secours restore FILE`: bring everything back from a file of `secours backup`, or leave what was.

The database is emptied and filled in one transaction: where one statement fails, nothing has changed.
"""

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
        if not chosen.file.exists():
            say(f"{chosen.file}: there is no such file.", f"{chosen.file} : ce fichier n’existe pas.")
            return 2
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
    return _write_script(folder) and all(_digest(kept) == kept.name for kept in folder.glob("files/??/*"))


def _write_script(folder: Path) -> bool:
    """The dump as statements, in `restored.sql`."""
    dump, wanted = str(folder / "database.dump"), folder / "wanted"
    listing = subprocess.run([_program("pg_restore"), "--list", dump], check=False, capture_output=True)
    if listing.returncode != 0:
        return False
    # Extensions are there already, and belong to the superuser.
    lines = listing.stdout.decode().splitlines()
    wanted.write_text("\n".join(line for line in lines if " EXTENSION " not in line))
    command = [_program("pg_restore"), "--no-owner", "--no-comments", f"--use-list={wanted}",
               f"--file={folder / 'restored.sql'}", dump]  # fmt: skip
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _restored(folder: Path, *, replace: bool) -> int:
    if not replace and _holds_something():
        say("This installation is not empty: add --replace to lose what it holds.",
            "Cette installation n’est pas vide : ajoutez --replace pour perdre ce qu’elle contient.")  # fmt: skip
        return 2
    # Files first: named by their content, they change nothing of what is here.
    _restore_files(folder)
    if not _restore_database(folder):
        say("The database could not be restored, nothing was changed: see the message above.",
            "La base n’a pas pu être restaurée, rien n’a été changé : voir le message ci-dessus.")  # fmt: skip
        return 2
    _restore_key(folder)
    say("Everything is back.", "Tout est revenu.")
    return 0


def _holds_something() -> bool:
    with psycopg.connect(database_url()) as connection:
        row = connection.execute("SELECT to_regclass('people_organisation')").fetchone()
        if not row or row[0] is None:
            return False
        return connection.execute("SELECT 1 FROM people_person LIMIT 1").fetchone() is not None


def _restore_database(folder: Path) -> bool:
    ensure_roles_and_extensions(database_url())
    emptied = folder / "emptied.sql"
    emptied.write_text("\n".join(["DROP OWNED BY CURRENT_USER CASCADE;", *_own_extensions()]))
    connection, environ = for_programs()
    command = [_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
               f"--file={emptied}", f"--file={folder / 'restored.sql'}", f"--dbname={connection}"]  # fmt: skip
    return subprocess.call(command, env=environ, stdout=subprocess.DEVNULL) == 0


def _own_extensions() -> list[str]:
    """Where the owner made them, they go with the rest and must come back with it."""
    with psycopg.connect(database_url()) as connection:
        owned = "SELECT format('CREATE EXTENSION IF NOT EXISTS %I;', extname) FROM pg_extension"
        return [row[0] for row in connection.execute(f"{owned} WHERE extowner = current_user::regrole")]


def _program(name: str) -> str:
    return str(binaries.folder() / name)


def _restore_files(folder: Path) -> None:
    data = environment.data_folder()
    for kept in folder.glob("files/??/*"):
        target = data / kept.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(kept.read_bytes())


def _restore_key(folder: Path) -> None:
    """What is sealed in the database opens with the key that came with it."""
    kept, target = folder / "secret-key", environment.data_folder() / "secret-key"
    if kept.is_file():
        partial = target.with_name("secret-key.partial")
        partial.touch(mode=0o600)
        partial.write_bytes(kept.read_bytes())
        os.chmod(partial, 0o600)
        partial.replace(target)
