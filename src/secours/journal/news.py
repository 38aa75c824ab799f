"""How higher ranks hear what lower ranks record: they list their answers in `reactions.py`.

An answer runs inside the transaction of what it answers, with the same reach.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from secours.journal.models import Entry

Answer = Callable[[Entry], None]
_answers: dict[str, list[Answer]] = defaultdict(list)


def answer(*kinds: str) -> Callable[[Answer], Answer]:
    """Decorator: call the function for each entry of these kinds."""

    def register(function: Answer) -> Answer:
        for kind in kinds:
            if function not in _answers[kind]:
                _answers[kind].append(function)
        return function

    return register


def spread(entry: Entry) -> None:
    waiting = _waiting.get()
    if waiting is None:
        _answer(entry)
    else:
        waiting.append(entry)


@contextmanager
def held() -> Iterator[None]:
    """News of what happens inside is answered at its end: still in the transaction, once all rows are written."""
    entries: list[Entry] = []
    token = _waiting.set(entries)
    try:
        yield
    finally:
        _waiting.reset(token)
    for entry in entries:
        _answer(entry)


_waiting: ContextVar[list[Entry] | None] = ContextVar("waiting", default=None)


def _answer(entry: Entry) -> None:
    for function in _answers.get(entry.kind, ()):
        function(entry)
