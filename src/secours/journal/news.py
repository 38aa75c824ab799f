"""How higher ranks hear what lower ranks record: they list their answers in `reactions.py`.

An answer runs inside the transaction of what it answers, with the same reach.
"""

from collections import defaultdict
from collections.abc import Callable

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
    for function in _answers.get(entry.kind, ()):
        function(entry)
