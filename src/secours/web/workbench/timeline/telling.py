"""What a kind of entry says: an icon, and a sentence made of the entry and the names that it gives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html

from secours.journal.models import Entry
from secours.web.workbench.timeline.names import Names

Tell = Callable[[Entry, Names], str]


@dataclass(frozen=True)
class Sentence:
    icon: str
    tell: Tell


def told(sentence: str, **names: Any) -> str:
    return format_html(sentence, **names)


def by(sentence: Callable[[], str]) -> Tell:
    """A sentence that names only who did it. A function, since its words are those of the reader's language."""
    return lambda entry, names: told(sentence(), who=names.who(entry))


def label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else ""
