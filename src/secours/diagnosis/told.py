"""Everything that a run was told, as a text that a person reads: the ticket's first message."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from secours.diagnosis.alarm import danger_of
from secours.diagnosis.dangers import ALARMS
from secours.diagnosis.evidence import TrailAsked, attempts_of, findings_of
from secours.diagnosis.facts import sentence_of
from secours.diagnosis.models import Finding, Run
from secours.diagnosis.opening import opening_answers
from secours.diagnosis.opening_checks import is_from_opening
from secours.lib.text import clipped, one_line

LONGEST_TITLE: Final = 90
LANGUAGES: Final = ("fr", "en")
_GREETING: Final = re.compile(
    r"^\s*(?:bonjour|bonsoir|salut|hello|hi|dear all|good (?:morning|afternoon))"
    r"(?:\s+(?:à tous|à toutes et à tous|madame|monsieur|all|there|team))?\s*[,.!:;]*\s*",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s|\n")


def title_from(run: Run) -> str:
    """The first sentence of the person's own words, without its greeting."""
    told = _GREETING.sub("", run.text.strip(), count=1).strip() or run.text.strip()
    first = _SENTENCE_END.split(told, maxsplit=1)[0].rstrip(" .")
    title = clipped(first, LONGEST_TITLE) or clipped(run.text, LONGEST_TITLE)
    return title[:1].upper() + title[1:]


def told_text(run: Run, more: str = "") -> str:
    """In the person's language: the danger if there is one, own words, last words, then what was asked and answered, once each."""
    with override(run.language):
        answered, tried = _headings(run.language)
        parts = [
            _danger(run, more),
            run.text.strip(),
            more.strip(),
            _listed(answered, _answers(run)),
            _listed(tried, _tries(run)),
        ]
    return "\n\n".join(part for part in parts if part)


def _danger(run: Run, more: str) -> str:
    danger = danger_of(run, more)
    return _("Danger: %(danger)s.") % {"danger": ALARMS[danger].name} if danger else ""


def own_words(text: str) -> str:
    """The first message without the lists that `told_text` adds, for pages that draw them as a table."""
    headings = [heading for language in LANGUAGES for heading in _headings(language)]
    places = [place for heading in headings if (place := text.find(f"\n\n{heading}\n- ")) >= 0]
    return text[: min(places, default=len(text))].rstrip()


def answer_lines(
    run: Run, trail: TrailAsked | None = None, *, by_person: bool = False, opening: bool = True
) -> list[tuple[str, str]]:
    """(question, answer) of the opening and of the checks, in the active language; `by_person`: without what
    a technician or a device answered. `trail`: from whoever has asked it already."""
    return list(_answers(run, trail, by_person=by_person, opening=opening))


def tried_lines(
    run: Run, trail: TrailAsked | None = None, *, by_person: bool = False
) -> list[tuple[str, str]]:
    """(solution, outcome) of what was tried."""
    return list(_tries(run, trail, by_person=by_person))


def _headings(language: str) -> tuple[str, str]:
    with override(language):
        return _("What was answered:"), _("What was tried:")


def _answers(
    run: Run, trail: TrailAsked | None = None, *, by_person: bool = False, opening: bool = True
) -> Iterator[tuple[str, str]]:
    if opening and run.fault is not None:
        yield _("Situation"), run.fault.title
    for question, answer in opening_answers(run) if opening else ():
        yield str(question), str(answer)
    for finding in findings_of(run, trail):
        if by_person and finding.source != Finding.Source.USER:
            continue
        if finding.check_asked.ask and not is_from_opening(finding):
            yield finding.check_asked.ask, value_words(finding)


def _tries(
    run: Run, trail: TrailAsked | None = None, *, by_person: bool = False
) -> Iterator[tuple[str, str]]:
    for attempt in attempts_of(run, trail):
        if attempt.remedy.do and (not by_person or attempt.by_id == run.person_id):
            yield attempt.remedy.do, str(attempt.get_outcome_display())


def value_words(finding: Finding) -> str:
    """Yes, no, I don’t know; what a device told says so."""
    fact = sentence_of(finding)
    value = str(finding.get_value_display())
    return f"{value} ({one_line(fact)})" if fact else value


def _listed(title: str, lines: Iterator[tuple[str, str]]) -> str:
    shown = [f"- {question} {_arrow(question)}{answer}" for question, answer in lines]
    return "\n".join([title, *shown]) if shown else ""


def _arrow(question: str) -> str:
    return "" if question.endswith(("?", ":")) else "→ "
