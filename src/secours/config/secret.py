"""The secret key: given by the environment, or made once and kept in the data folder."""

import os
import secrets
from pathlib import Path

from secours.config import environment


def secret_key(folder: Path) -> str:
    given = environment.text("SECOURS_SECRET_KEY")
    if given:
        return given
    path = folder / "secret-key"
    if not path.is_file():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mine = path.with_suffix(f".{os.getpid()}")
    mine.touch(mode=0o600)
    mine.write_text(secrets.token_urlsafe(48), encoding="ascii")
    # Two processes may start at once: the first link wins, both read the same key.
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
