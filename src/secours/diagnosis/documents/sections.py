"""The sections of an assessment in the order they are read, each written or in a person's own words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from secours.diagnosis.assessment import AssessmentView, Line
from secours.lib.text import with_first_day

_BULLET: Final = re.compile(r"^\s*[-•*]\s+")


@dataclass(frozen=True)
class Section:
    """`name` is the one `edit_assessment` takes; empty when the section is never written by hand.

    `rows` have as many words as `head`. `is_own`: a person rewrote it, `text` is what they typed (else
    what they would start from).
    """

    name: str
    title: str
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    text: str = ""
    is_own: bool = False
    is_source: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.items or self.rows)


def sections_of(view: AssessmentView) -> list[Section]:
    """In the language in force, which must be the view's. Recommendations stand apart (see `recommended`)."""
    written: list[Callable[[AssessmentView], Section]] = [_facts, _checks, _ruled_out, _source, _done, _risk]
    return [_as_edited(make(view), view.own_words) for make in written]


def recommended(view: AssessmentView) -> Section:
    done = pgettext("recommendation", "done")
    rows = [
        [one.title, one.owner or "—", f"{_due(one.due_on)} ({done})" if one.is_done else _due(one.due_on)]
        for one in view.recommendations
    ]
    return Section(
        "",
        _("Recommendations"),
        head=[pgettext("assessment", "Action"), _("Owner"), pgettext("assessment", "Before")],
        rows=rows,
    )


def long_day(day: date) -> str:
    """24 novembre 2026; the first of a month is « 1er » in French."""
    language = (get_language() or "fr")[:2]
    words = format_date(day, "d MMMM y", locale="en_GB" if language == "en" else "fr")
    return words if language == "en" else with_first_day(words)


def hour(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.hour}:{local.minute:02d}"


def day_and_hour(moment: datetime) -> str:
    return f"{long_day(timezone.localtime(moment).date())}, {hour(moment)}"


def _facts(view: AssessmentView) -> Section:
    return _listed("facts", pgettext("assessment", "Facts"), [line.text for line in view.facts])


def _checks(view: AssessmentView) -> Section:
    rows = [[one.question, one.answer, one.who or "—", _time(one.at, view)] for one in view.checks]
    told = [f"- {one.question} {one.answer}" + (f" ({one.who})" if one.who else "") for one in view.checks]
    head = [
        pgettext("assessment", "Check"),
        _("Result"),
        pgettext("assessment", "By"),
        pgettext("assessment", "Time"),
    ]
    return Section("checks", _("Checks and what they showed"), head=head, rows=rows, text="\n".join(told))


def _ruled_out(view: AssessmentView) -> Section:
    """“name: reason”; names that share a reason stand together, so that it is read once."""
    together: dict[str, list[str]] = {}
    for told in view.ruled_out:
        name, colon, reason = told.partition(": ")
        together.setdefault(f"{colon}{reason}", []).append(name)
    # Names begin with a capital, so a comma would not part them; French sets a space before the semicolon.
    apart = "; " if (get_language() or "fr").startswith("en") else "\u00a0; "
    items = [
        apart.join([*(one.rstrip() for one in names[:-1]), names[-1]]) + why
        for why, names in together.items()
    ]
    return _listed("", _("Sources ruled out"), items)


def _source(view: AssessmentView) -> Section:
    told = [view.source, *(f"- {reason}" for reason in view.source_reasons)]
    return Section(
        "source",
        _("Source of the fault"),
        paragraphs=[view.source] if view.source else [],
        items=view.source_reasons,
        text="\n".join(told),
        is_source=True,
    )


def _done(view: AssessmentView) -> Section:
    return _listed("done", _("What was done"), [_act(line, view) for line in view.done])


def _risk(view: AssessmentView) -> Section:
    return Section("risk", _("Remaining risk"), paragraphs=[view.risk] if view.risk else [], text=view.risk)


def _listed(name: str, title: str, items: Iterable[str]) -> Section:
    told = [item for item in items if item]
    return Section(name, title, items=told, text="\n".join(f"- {item}" for item in told))


def _as_edited(section: Section, own_words: dict[str, str]) -> Section:
    """Lines that begin with a dash are bullets, others paragraphs; nothing else is markup."""
    text = own_words.get(section.name, "") if section.name else ""
    if not text:
        return section
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Section(
        section.name,
        section.title,
        paragraphs=[line for line in lines if not _BULLET.match(line)],
        items=[_BULLET.sub("", line) for line in lines if _BULLET.match(line)],
        text=text,
        is_own=True,
        is_source=section.is_source,
    )


def _act(line: Line, view: AssessmentView) -> str:
    when = _time(line.at, view)
    said = ", ".join(filter(None, [line.who, when]))
    return f"{line.text.rstrip('.')} ({said})" if said else line.text


def _time(moment: datetime | None, view: AssessmentView) -> str:
    """The hour, on the day of the declaration; else with its day."""
    if moment is None:
        return "—"
    day, first = timezone.localtime(moment).date(), timezone.localtime(view.ticket.created_at).date()
    if day == first:
        return hour(moment)
    if (get_language() or "fr").startswith("en"):
        return f"{format_date(day, 'd MMM', locale='en_GB')} {hour(moment)}"
    return f"{with_first_day(format_date(day, 'd MMM', locale='fr'))} {hour(moment)}"


def _due(day: date | None) -> str:
    return long_day(day) if day else "—"
