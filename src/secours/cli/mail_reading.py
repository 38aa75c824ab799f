"""`secours mail read FILE… --json`: what messages say, without database."""

import json
from pathlib import Path
from typing import TextIO

from secours.channels.mail.reading import MailReading, read_message


def read_files(paths: list[str], out: TextIO, err: TextIO) -> int:
    """One JSON line per path on `out`, in order, the path as typed. 1 when a file could not be opened."""
    status = 0
    for path in paths:
        reading, opened = _read_file(path)
        out.write(_line(path, reading) + "\n")
        if not opened:
            err.write(f"{_printable(path)}: {reading.error}\n")
            status = 1
    return status


def _read_file(path: str) -> tuple[MailReading, bool]:
    try:
        return read_message(Path(path).read_bytes()), True
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        return MailReading(error=f"The file could not be opened ({reason})."), False


def _line(path: str, reading: MailReading) -> str:
    # ASCII only: the line stays whole whatever the encoding of the terminal or of the file name.
    return json.dumps({"file": path, **reading.as_json()}, ensure_ascii=True)


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
