"""Refusals of operations: a stable code and a sentence in the person's language."""

from typing import Any

from django.utils.functional import Promise


class Refused(Exception):
    """An operation that will not be done. `code` is stable; `sentence` says what to do next.

    `field` names the form field to mend, when there is one.
    """

    def __init__(self, code: str, sentence: str | Promise, *, field: str = "", **data: Any) -> None:
        super().__init__(code)
        self.code, self.sentence, self.field, self.data = code, sentence, field, data

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """The actor may see the thing but may not do this to it."""


class NotFound(Refused):
    """It does not exist, or the actor may not know that it does."""
