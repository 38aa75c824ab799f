"""Settings from the environment; a `.env` beside the process is read, the environment wins."""

import os
from pathlib import Path

_TRUE = {"1", "true", "yes", "on", "oui"}
_FALSE = {"", "0", "false", "no", "off", "non"}


class WrongSetting(Exception):
    """A setting that cannot be used; the message says which and what to write instead."""


def load_dotenv(path: Path) -> None:
    """Lines `NAME=value`; blank lines and comments are passed over."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, found, value = line.strip().partition("=")
        if found and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise WrongSetting(f"{name}={value!r} is not understood: write 1 or 0.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdigit():
        raise WrongSetting(
            f"{name}={value!r} is not understood: write a whole number, for example {default}."
        )
    return int(value)


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def data_folder() -> Path:
    return Path(text("SECOURS_DATA", "data")).expanduser().absolute()
