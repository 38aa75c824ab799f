"""Files kept by the SHA-256 of their bytes, outside the web root; the same bytes are kept once."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db import connection

from secours.journal.models import Attachment, Entry

# Names are shown and sent in headers: no path, no control character, a length a file system takes.
_FORBIDDEN = set('/\\:*?"<>|')
_FEW, _WRITERS = 4, 4


class FileRefused(Exception):
    """A file that is too large; `size` and `limit` in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes, the limit is {limit}")
        self.size, self.limit = size, limit


def attach(
    content: bytes,
    *,
    name: str,
    media_type: str,
    organisation_id: int,
    subject_kind: str,
    subject_id: int,
    entry: Entry | None = None,
    internal: bool = False,
) -> Attachment:
    """Keep the bytes and tie them to a subject. Raises FileRefused above FILE_LIMIT_BYTES."""
    if len(content) > settings.FILE_LIMIT_BYTES:
        raise FileRefused(len(content), settings.FILE_LIMIT_BYTES)
    return Attachment.objects.create(
        organisation_id=organisation_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        entry=entry,
        sha256=keep(content),
        name=safe_name(name),
        media_type=media_type[:100] or "application/octet-stream",
        size=len(content),
        visibility="internal" if internal else "public",
    )


def detach(attachments: Iterable[Attachment]) -> None:
    """Take files away from what they hang on; `remove` takes the bytes away where nothing else holds them."""
    for attachment in attachments:
        attachment.delete()


def keep(content: bytes) -> str:
    """Write the bytes once, durably; give back their SHA-256."""
    return keep_all([content])[0]


def keep_all(contents: Sequence[bytes]) -> list[str]:
    """As `keep`, waiting for the disk side by side: it writes several at once as quickly as one."""
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    _hold(*digests, shared=True)
    if len(contents) < _FEW:
        for content, sha256 in zip(contents, digests, strict=True):
            _write(content, sha256)
        return digests
    with ThreadPoolExecutor(_WRITERS) as writers:
        for _written in writers.map(_write, contents, digests):
            pass  # raises what a writer raised
    return digests


def remove(sha256: str, is_held: Callable[[str], bool]) -> bool:
    """Take the bytes away unless someone holds them, the one who is just keeping them again included."""
    _hold(sha256, shared=False)
    if is_held(sha256):
        return False
    path_of(sha256).unlink(missing_ok=True)
    return True


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def safe_name(name: str) -> str:
    kept = "".join(c for c in name if c.isprintable() and c not in _FORBIDDEN).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    return (f"{stem[:180]}{dot}{suffix[:15]}" if dot else kept[:190]) or "fichier"


def _write(content: bytes, sha256: str) -> None:
    path = path_of(sha256)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A name of its own: two threads may be given the same bytes at the same moment.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


def _hold(*digests: str, shared: bool) -> None:
    """Until the transaction ends: those who keep the same bytes wait for who removes them, and the reverse."""
    lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        names = sorted(set(digests))
        cursor.execute(f"SELECT {lock}(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name", [names])
        cursor.fetchall()  # in a pipeline the statement is only on its way until its answer is read
