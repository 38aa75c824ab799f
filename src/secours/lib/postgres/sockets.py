"""Where the server listens: a folder short enough for a socket, known without a running server."""

import contextlib
import errno
import hashlib
import os
import socket
import tempfile
from pathlib import Path

from secours.lib.postgres import folders
from secours.lib.postgres.errors import FolderUnwritable

LONGEST_FOLDER_BYTES = 107 - len("/.s.PGSQL.5432")
# Every PostgreSQL answers this request with one byte, before any password.
SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))


def folder_for(data_folder: Path) -> Path:
    """Inside the data folder when it fits; else a short folder, remembered in the data folder.

    Root always listens outside: its server may run as an account that cannot enter the data folder.
    """
    near = data_folder / "postgres-socket"
    if os.geteuid() != 0 and _fits(near):
        return near
    return _remembered(data_folder) or _choose(data_folder)


def make(folder: Path) -> None:
    """(Re)creates the folder: /run and /tmp are emptied at a restart of the machine."""
    folders.make_private(folder)
    status = folder.lstat()
    # Someone else's folder in /tmp under our name would let them read what we send.
    if not folder.is_dir() or folder.is_symlink() or (os.geteuid() and status.st_uid != os.geteuid()):
        raise FolderUnwritable(folder=folder, reason=os.strerror(errno.EPERM))
    folder.chmod(0o700)


def clear(folder: Path) -> None:
    """Removes what a dead server left; call it only while holding the server's lock."""
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (folder / name).unlink(missing_ok=True)


def retire(folder: Path, data_folder: Path) -> None:
    """Leaves nothing of a stopped server in /run or /tmp."""
    if folder.parent != data_folder:
        with contextlib.suppress(OSError):
            folder.rmdir()


def answers(folder: Path, *, timeout_seconds: float = 2.0) -> bool:
    """Whether a PostgreSQL listens there; it may still be recovering."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(timeout_seconds)
        try:
            probe.connect(str(folder / ".s.PGSQL.5432"))
            probe.sendall(SSL_REQUEST)
            return probe.recv(1) in (b"S", b"N")
        except OSError:
            return False


def _remembered(data_folder: Path) -> Path | None:
    """None for a copied or moved data folder: it must not share the socket of its original."""
    try:
        lines = _note(data_folder).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise folders.refusal(data_folder, error) from error
    return Path(lines[1]) if len(lines) == 2 and lines[0] == str(data_folder) else None


def _choose(data_folder: Path) -> Path:
    mark = hashlib.sha256(os.fsencode(data_folder)).hexdigest()[:12]
    name = f"secours-{os.geteuid()}-{mark}"
    places = [base / name for base in _short_places() if os.access(base, os.W_OK)]
    place = next(filter(_fits, places), None)
    if place is None:
        raise FolderUnwritable(folder="/tmp", reason=os.strerror(errno.EACCES))
    folders.make_private(data_folder)
    folders.write_private(_note(data_folder), f"{data_folder}\n{place}\n")
    return place


def _short_places() -> list[Path]:
    if os.geteuid() == 0:
        return [Path("/run"), Path("/tmp")]
    named = os.environ.get("XDG_RUNTIME_DIR")
    return [*([Path(named)] if named else []), Path(tempfile.gettempdir()), Path("/tmp")]


def _note(data_folder: Path) -> Path:
    return data_folder / "postgres-socket-folder"


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= LONGEST_FOLDER_BYTES
