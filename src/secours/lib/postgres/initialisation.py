"""Creating the cluster, and writing at each start what its configuration must say."""

import os
import shutil
import tempfile
from pathlib import Path

from secours.lib.postgres import accounts, binaries, folders
from secours.lib.postgres.accounts import RunAs
from secours.lib.postgres.errors import LauncherError, StartFailed, VersionMismatch

# The parser of full-text search follows LC_CTYPE, not the builtin provider: under plain C it takes
# « l’imprimante » for one word. Measured with PostgreSQL 18.6.
CHARACTER_TYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "fr_FR.UTF-8", "C")
INCLUDE = "include 'secours.conf'\n"
HOST_RULES = "# Written by Secours at each start.\nlocal all all scram-sha-256\n"
SETTINGS = """\
# Written by Secours at each start. To change a value: ALTER SYSTEM, or a line below the include
# in postgresql.conf.
listen_addresses = ''
unix_socket_directories = '{socket_folder}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 80
shared_buffers = '64MB'
jit = off
io_method = 'sync'
max_logical_replication_workers = 0
synchronous_commit = on
# No content of tickets in the log: neither statements, nor the DETAIL lines that quote rows.
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
log_checkpoints = off
"""


def initialise(
    cluster: Path, *, programs: Path, run_as: RunAs, socket_folder: Path, password: str, log: Path
) -> None:
    """Beside its final place, then renamed: a cluster cut half-way is never taken for a whole one."""
    draft = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    folders.make_private(draft)
    os.chown(draft, run_as.uid, run_as.gid)
    try:
        with _password_file(socket_folder, run_as, password) as file:
            _initdb(programs / "initdb", _options(draft, Path(file.name)), run_as, log)
        draft.rename(cluster)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def configure(cluster: Path, *, run_as: RunAs, socket_folder: Path) -> None:
    """Idempotent: owner, modes and the three files, each written only when it differs."""
    _check_version(cluster)
    cluster.chmod(0o700)
    if os.geteuid() == 0:
        folders.give_to(cluster, uid=run_as.uid, gid=run_as.gid)
    quoted = str(socket_folder).replace("'", "''")
    main = (cluster / "postgresql.conf").read_text(encoding="utf-8")
    wanted = {
        "secours.conf": SETTINGS.format(socket_folder=quoted),
        "pg_hba.conf": HOST_RULES,
        "postgresql.conf": main if INCLUDE in main else f"{main.rstrip()}\n\n{INCLUDE}",
    }
    for name, text in wanted.items():
        _write(cluster / name, text, run_as)


def _initdb(program: Path, options: list[str], run_as: RunAs, log: Path) -> None:
    for character_type in CHARACTER_TYPES:
        outcome = accounts.run([str(program), *options, f"--lc-ctype={character_type}"], run_as)
        if outcome.returncode == 0:
            return
        with log.open("a", encoding="utf-8") as file:
            file.write(outcome.stdout)
        if "invalid locale" not in outcome.stdout:
            break
    raise _initdb_refusal(outcome.stdout, log)


def _options(folder: Path, password_file: Path) -> list[str]:
    return [
        f"--pgdata={folder}",
        "--username=postgres",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
    ]


def _password_file(folder: Path, run_as: RunAs, password: str) -> "tempfile._TemporaryFileWrapper[str]":
    """In the socket folder, the one place that every account of ours can enter; gone when closed."""
    file = tempfile.NamedTemporaryFile("w", dir=folder, prefix=".password-")  # noqa: SIM115
    file.write(password + "\n")
    file.flush()
    os.chown(file.fileno(), run_as.uid, run_as.gid)
    return file


def _initdb_refusal(output: str, log: Path) -> LauncherError:
    if "No space left" in output:
        return folders.disk_full(log.parent)
    reasons = [line for line in output.splitlines() if "error:" in line or "FATAL:" in line]
    return StartFailed(reason=reasons[-1] if reasons else "initdb", log=log)


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != binaries.major_version():
        raise VersionMismatch(folder=cluster, found=found, ours=binaries.major_version())


def _write(path: Path, text: str, run_as: RunAs) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    folders.write_private(path, text)
    os.chown(path, run_as.uid, run_as.gid)
