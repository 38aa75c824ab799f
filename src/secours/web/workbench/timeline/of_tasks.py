"""Entries of the tasks that a ticket leaves behind."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from secours.journal.models import Entry
from secours.web.workbench.timeline.names import Names
from secours.web.workbench.timeline.telling import Sentence, Tell, told


def _task(sentence: Callable[[], str]) -> Tell:
    def tell(entry: Entry, names: Names) -> str:
        return told(sentence(), who=names.who(entry), task=names.task(entry.data.get("task")))

    return tell


SENTENCES: dict[str, Sentence] = {
    "task.added": Sentence("clipboard-list", _task(lambda: _("{who} added the task “{task}”"))),
    "task.finished": Sentence("clipboard-check", _task(lambda: _("{who} finished the task “{task}”"))),
}
