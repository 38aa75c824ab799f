"""Sentences of the command line, in the language of the terminal, on standard error."""

import os
import sys


def speaks_french() -> bool:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value.lower().startswith("fr")
    return False


def either(english: str, french: str) -> str:
    return french if speaks_french() else english


def say(english: str, french: str = "") -> None:
    print(either(english, french or english), file=sys.stderr, flush=True)
