"""Making folders and files that only their owner may enter, whatever the umask."""

import os
import shutil
import tempfile
from pathlib import Path

from secours.lib.postgres.errors import DiskFull, FolderUnwritable

NEEDED_BYTES = 500_000_000
FULL = (28, 122)  # ENOSPC, EDQUOT


def make_private(folder: Path) -> Path:
    """Creates the folder and its missing parents (0700 whatever the umask); leaves existing modes alone."""
    if folder.is_dir():
        return folder
    try:
        make_private(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise refusal(folder, error) from error
    return folder


def write_private(path: Path, text: str) -> None:
    """Replaces the file in one step (0600), so that no reader ever sees half of it."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        raise refusal(path.parent, error) from error


def refusal(folder: Path, error: OSError) -> DiskFull | FolderUnwritable:
    if error.errno in FULL:
        return disk_full(folder)
    return FolderUnwritable(folder=folder, reason=error.strerror)


def check_space(folder: Path) -> None:
    if shutil.disk_usage(folder).free < NEEDED_BYTES:
        raise disk_full(folder)


def disk_full(folder: Path) -> DiskFull:
    free = shutil.disk_usage(_nearest_existing(folder)).free
    return DiskFull(folder=folder, free_mb=free // 1_000_000, needed_mb=NEEDED_BYTES // 1_000_000)


def check_writable(folder: Path) -> None:
    """Tries it: modes say nothing of read-only disks, access lists or root."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise refusal(folder, error) from error


def give_to(folder: Path, *, uid: int, gid: int) -> None:
    """Changes the owner of a whole tree when its top has another one; needs root."""
    if folder.stat().st_uid == uid:
        return
    for path in sorted(folder.rglob("*")):
        os.chown(path, uid, gid, follow_symlinks=False)
    # The top last: a change cut half-way is done again at the next start.
    os.chown(folder, uid, gid)


def _nearest_existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.is_dir())
