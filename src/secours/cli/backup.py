"""`secours backup FILE`: the database, the attachments and the key, in one file.

A tar archive: `manifest.json`, `database.dump` (pg_dump's custom format, read in one snapshot),
`files/…` (attachments by their SHA-256) and `secret-key`. It holds everything: keep it as a secret.
"""

import argparse
import io
import json
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from secours import __version__
from secours.cli.database import for_programs, server
from secours.cli.words import say
from secours.config import environment
from secours.lib.postgres import binaries


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def command(chosen: argparse.Namespace) -> int:
    target: Path = chosen.file
    if not target.parent.is_dir():
        say(f"The folder {target.parent} does not exist: make it, then try again.",
            f"Le dossier {target.parent} n’existe pas : créez-le, puis recommencez.")  # fmt: skip
        return 2
    with server(), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / "database.dump"
        if _dump(dump) != 0:
            say(
                "The database could not be read: see the message above.",
                "La base n’a pas pu être lue : voir le message ci-dessus.",
            )
            return 2
        partial = Path(folder) / target.name
        _write(partial, dump)
        partial.replace(target)
    say(f"{target}: {target.stat().st_size / 1e6:.1f} MB. It holds every secret: keep it safe.",
        f"{target} : {target.stat().st_size / 1e6:.1f} Mo. Il contient tous les secrets : gardez-le en lieu sûr.")  # fmt: skip
    return 0


def _dump(path: Path) -> int:
    # The owner, not the application: what stands behind the walls is dumped too.
    connection, environ = for_programs()
    command = [
        str(binaries.folder() / "pg_dump"),
        "--format=custom",
        "--no-owner",
        f"--file={path}",
        f"--dbname={connection}",
    ]
    return subprocess.call(command, env=environ)


def _write(archive: Path, dump: Path) -> None:
    data = environment.data_folder()
    manifest = {"secours": __version__, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        _add_bytes(tar, "manifest.json", json.dumps(manifest).encode())
        tar.add(dump, "database.dump")
        if (data / "secret-key").is_file():
            tar.add(data / "secret-key", "secret-key")
        for kept in sorted((data / "files").glob("??/*")):
            tar.add(kept, f"files/{kept.parent.name}/{kept.name}")


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))
