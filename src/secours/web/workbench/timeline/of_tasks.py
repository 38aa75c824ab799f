"""Entries of the tasks that a ticket leaves behind."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from secours.journal.models import Entry
from secours.web.workbench import moments
from secours.web.workbench.timeline.names import Names
from secours.web.workbench.timeline.telling import Sentence, Tell, told


def _task(sentence: Callable[[], str]) -> Tell:
    def tell(entry: Entry, names: Names) -> str:
        return told(sentence(), who=names.who(entry), task=names.task(entry.data.get("task")))

    return tell


def _given(entry: Entry, names: Names) -> str:
    owner = names.person(entry.data.get("owner"))
    sentence = (
        _("{who} gave the task “{task}” to {owner}")
        if entry.data.get("owner")
        else _("{who} gave the task “{task}” to no one in particular")
    )
    return told(sentence, who=names.who(entry), task=names.task(entry.data.get("task")), owner=owner)


def _dated(entry: Entry, names: Names) -> str:
    day = entry.data.get("due_on")
    sentence = (
        _("{who} set {day} for the task “{task}”")
        if day
        else _("{who} took the date of the task “{task}” away")
    )
    words = moments.short_day(date.fromisoformat(day)) if day else ""
    return told(sentence, who=names.who(entry), task=names.task(entry.data.get("task")), day=words)


def _reminded(entry: Entry, names: Names) -> str:
    owner = names.person(entry.data.get("owner"))
    late = entry.data.get("is_late")
    sentence = (
        _("{owner} was reminded: the task “{task}” is late")
        if late
        else _("{owner} was reminded: the task “{task}” is due today")
    )
    return told(sentence, owner=owner, task=names.task(entry.data.get("task")))


SENTENCES: dict[str, Sentence] = {
    "task.added": Sentence("clipboard-list", _task(lambda: _("{who} added the task “{task}”"))),
    "task.finished": Sentence("clipboard-check", _task(lambda: _("{who} finished the task “{task}”"))),
    "task.resumed": Sentence("rotate", _task(lambda: _("{who} took up the task “{task}” again"))),
    "task.given": Sentence("user-plus", _given),
    "task.dated": Sentence("calendar-due", _dated),
    "task.reminded": Sentence("bell", _reminded),
}
