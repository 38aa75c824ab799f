"""Prints the texts that people or the starter pack wrote, one a line: shown by a page, they are data."""

import sys
from collections.abc import Iterator
from typing import Any

from secours.cli.database import database

_APPS = ("people", "equipment", "service_levels", "faults", "tickets", "channels", "diagnosis")
# Codes are no texts: an untranslated “open” must not pass for one.
_CODES = ("code", "kind", "language", "query", "key", "state", "secret", "prefix", "icon")
_SHORTEST = 3


def main() -> None:
    with database():
        from django.apps import apps

        from secours.diagnosis.models import Run
        from secours.faults.models import Fault
        from secours.people.actor import acting_as_system

        with acting_as_system():
            models = [model for name in _APPS for model in apps.get_app_config(name).get_models()]
            texts = {part for model in models for row in _rows(model) for part in _parts(row)}
            for notes in Fault.objects.values_list("notes", flat=True):
                texts |= {part for told in notes.values() for part in _parts(_told(told))}
            for opening in Run.objects.values_list("opening", flat=True):
                texts |= set(_parts(tuple(opening.values())))
    sys.stdout.write("\n".join(sorted(texts)))


def _told(note: Any) -> tuple[Any, ...]:
    """Of one system, in each language that it is written in."""
    return tuple(note.values()) if isinstance(note, dict) else (note,)


def _rows(model: Any) -> list[tuple[Any, ...]]:
    from django.db import models

    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    ]
    names = [field.name for field in fields if not field.choices and field.name not in _CODES]
    return list(model._default_manager.values_list(*names)) if names else []


def _parts(row: tuple[Any, ...]) -> Iterator[str]:
    """Whole texts and their lines."""
    for value in filter(None, row):
        for text in (str(value), *str(value).splitlines()):
            words = " ".join(text.split()).strip(" -•")
            if len(words) >= _SHORTEST:
                yield words


if __name__ == "__main__":
    main()
