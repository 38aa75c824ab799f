"""Entries of the diagnosis: answers to checks, remedies tried, the assessment."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from secours.diagnosis.models import Attempt, Finding
from secours.journal.models import Entry
from secours.web.workbench.timeline.names import Names
from secours.web.workbench.timeline.telling import Sentence, by, label, told


def _finding(entry: Entry, names: Names) -> str:
    words = {
        "who": names.who(entry),
        "question": names.check(entry.data.get("check")),
        "answer": label(Finding.Value, entry.data.get("value")),
    }
    if entry.data.get("source") == Finding.Source.PROBE:
        return told(_("The device’s agent answered “{question}”: {answer}"), **words)
    return told(_("{who} answered “{question}”: {answer}"), **words)


def _attempted(entry: Entry, names: Names) -> str:
    remedy = names.remedy(entry.data.get("remedy"))
    outcome = label(Attempt.Outcome, entry.data.get("outcome")).lower()
    return told(
        _("{who} applied “{remedy}”: {outcome}"), who=names.who(entry), remedy=remedy, outcome=outcome
    )


def _of_approval(words: Callable[[], str]) -> Callable[[Entry, Names], str]:
    def tell(entry: Entry, names: Names) -> str:
        return told(words(), who=names.who(entry), remedy=names.remedy(entry.data.get("remedy")))

    return tell


SENTENCES: dict[str, Sentence] = {
    "finding.recorded": Sentence("stethoscope", _finding),
    "finding.corrected": Sentence("stethoscope", _finding),
    "remedy.attempted": Sentence("tool", _attempted),
    "approval.asked": Sentence(
        "clipboard-list", _of_approval(lambda: _("{who} asked for the approval of “{remedy}”"))
    ),
    "approval.given": Sentence("clipboard-check", _of_approval(lambda: _("{who} approved “{remedy}”"))),
    "approval.refused": Sentence("x", _of_approval(lambda: _("{who} did not approve “{remedy}”"))),
    "assessment.written": Sentence("clipboard-check", by(lambda: _("{who} wrote the assessment"))),
    "assessment.edited": Sentence("pencil", by(lambda: _("{who} edited the assessment"))),
    "assessment.recommended": Sentence("bulb", by(lambda: _("{who} added a recommendation"))),
}
