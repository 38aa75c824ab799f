"""What travels between the owner and who asks, and where they meet."""

import hashlib
import os
import socket
import struct
import tempfile
from pathlib import Path

_LENGTH = struct.Struct("!I")
_LONGEST_ADDRESS = 100  # bytes; PostgreSQL's own limit is 107
MOST_BYTES = 64 * 1024 * 1024


def address_of(folder: Path) -> Path:
    """In the data folder when it fits, else in a folder of ours with a short name."""
    near = folder / "meaning.sock"
    if len(os.fsencode(near)) <= _LONGEST_ADDRESS:
        return near
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"secours-meaning-{os.geteuid()}-{short}" / "meaning.sock"


def send(link: socket.socket, content: bytes) -> None:
    link.sendall(_LENGTH.pack(len(content)) + content)


def receive(link: socket.socket) -> bytes:
    """OSError when the other side stops in the middle, or says more than MOST_BYTES."""
    (length,) = _LENGTH.unpack(_exactly(link, _LENGTH.size))
    if length > MOST_BYTES:
        raise OSError(f"{length} bytes are too many")
    return _exactly(link, length)


def _exactly(link: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = link.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise ConnectionError("the other side stopped in the middle")
        parts += part
    return bytes(parts)
