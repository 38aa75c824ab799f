"""Entries of the diagnosis: answers to checks, remedies tried, the assessment."""

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


SENTENCES: dict[str, Sentence] = {
    "finding.recorded": Sentence("stethoscope", _finding),
    "finding.corrected": Sentence("stethoscope", _finding),
    "remedy.attempted": Sentence("tool", _attempted),
    "assessment.written": Sentence("clipboard-check", by(lambda: _("{who} wrote the assessment"))),
    "assessment.edited": Sentence("pencil", by(lambda: _("{who} edited the assessment"))),
    "assessment.recommended": Sentence("bulb", by(lambda: _("{who} added a recommendation"))),
}
