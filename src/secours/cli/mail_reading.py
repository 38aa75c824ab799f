"""`secours mail read FILE… --json`: what messages say, without database."""

import json
from pathlib import Path
from typing import Final, TextIO

from secours.channels.mail.reading import MailReading, read_message
from secours.cli.words import either

_NOT_OPENED: Final = "The file could not be opened"
# This command needs neither database nor settings, so no translation of Django's is there.
_FRENCH: Final = {
    _NOT_OPENED: "Le fichier n’a pas pu être ouvert",
    "The message could not be read": "Le message n’a pas pu être lu",
    "The message is empty": "Le message est vide",
    "The message is larger than 50 MB": "Le message dépasse 50 Mo",
    "The message has more than a million lines": "Le message a plus d’un million de lignes",
    "The message has more than 10,000 parts": "Le message a plus de 10\u202f000 parties",
}
_SYSTEM: Final = {
    "No such file or directory": "il n’existe pas",
    "Permission denied": "l’accès est refusé",
    "Is a directory": "c’est un dossier",
    "embedded null byte": "son nom contient un caractère nul",
}


def read_files(paths: list[str], out: TextIO, err: TextIO) -> int:
    """One JSON line per path on `out`, in order, the path as typed. 1 when a file could not be opened."""
    status = 0
    for path in paths:
        reading, opened = _read_file(path)
        out.write(_line(path, reading) + "\n")
        if not opened:
            status = 1
        if reading.error:
            err.write(f"{_printable(path)}: {in_terminal_words(reading.error)}\n")
    return status


def _read_file(path: str) -> tuple[MailReading, bool]:
    try:
        return read_message(Path(path).read_bytes()), True
    except (OSError, ValueError) as problem:
        return MailReading(error=not_opened(problem)), False


def not_opened(problem: OSError | ValueError) -> str:
    """In English, as programs read it."""
    return f"{_NOT_OPENED} ({getattr(problem, 'strerror', None) or problem})."


def in_terminal_words(error: str) -> str:
    """What a person reads: French where the terminal is. The JSON keeps the English sentence."""
    for english, french in _FRENCH.items():
        if error.startswith(english):
            return either(error, french + _french_detail(error.removeprefix(english)))
    return error


def _french_detail(rest: str) -> str:
    """The end of a sentence: its full stop, or a detail between brackets."""
    for english, french in _SYSTEM.items():
        rest = rest.replace(english, french)
    return rest


def _line(path: str, reading: MailReading) -> str:
    # ASCII only: the line stays whole whatever the encoding of the terminal or of the file name.
    return json.dumps({"file": path, **reading.as_json()}, ensure_ascii=True)


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
