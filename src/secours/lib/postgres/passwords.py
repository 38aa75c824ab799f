"""The passwords of the embedded server: made at first need, one file (0600) for each role."""

import contextlib
import os
import secrets
from pathlib import Path

from secours.lib.postgres import folders


def password_of(role: str, *, folder: Path) -> str:
    """Made of URL-safe characters. Two processes that ask first at the same moment get the same one."""
    path = folders.make_private(folder) / role
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        _make(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise folders.refusal(folder, error) from error


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    folders.write_private(draft, secrets.token_urlsafe(32) + "\n")
    # A link, not a rename: the first to arrive wins and nobody overwrites its password.
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
