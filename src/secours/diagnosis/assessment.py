"""The assessment (bilan) of a ticket: written from the journal by rules, without any language model.

Facts, checks and what they showed, sources ruled out, the source of the fault, what was done, what risk is
left, what should be done next. A section that a person rewrote is shown as they wrote it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from secours.diagnosis.access import assessment_for
from secours.diagnosis.engine import band as engine_band
from secours.diagnosis.evidence import Standing, standing_of
from secours.diagnosis.models import Assessment, Attempt, Run
from secours.diagnosis.opening import opening_answers
from secours.diagnosis.queries.reasons import attempt_sentence, reasons_for
from secours.diagnosis.told import value_words
from secours.diagnosis.words import band_word, cases_words
from secours.faults.choices import LearningState
from secours.faults.models import Occurrence
from secours.journal.models import Entry
from secours.journal.standing import still_standing
from secours.lib.text import listed_once
from secours.people.actor import Actor
from secours.people.models import Person
from secours.service_levels.models import Priority
from secours.tickets.access import sees_notes
from secours.tickets.models import Resolution, Ticket

RECURRENCE_DAYS: Final = 90
RULED_OUT_BAND: Final = 1


@dataclass(frozen=True)
class Line:
    """A fact or an act, with when and where it comes from."""

    text: str
    at: datetime | None = None
    who: str = ""


@dataclass(frozen=True)
class CheckLine:
    question: str
    answer: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class RecommendationLine:
    title: str
    owner: str
    due_on: date | None
    is_done: bool
    task_id: int


@dataclass(frozen=True)
class AssessmentView:
    """Everything in `language`. `edited` names the sections that a person rewrote: text in `own_words`."""

    ticket: Ticket
    language: str
    title: str
    is_written: bool
    facts: list[Line]
    checks: list[CheckLine]
    ruled_out: list[str]
    source: str
    source_reasons: list[str]
    done: list[Line]
    risk: str
    recommendations: list[RecommendationLine]
    own_words: dict[str, str] = field(default_factory=dict)
    written_by: str = ""
    written_at: datetime | None = None

    @property
    def edited(self) -> list[str]:
        return sorted(self.own_words)


def why_assessment_is_due(ticket: Ticket) -> str:
    """The first reason that holds, in a sentence; empty when none is expected."""
    if ticket.category is not None and ticket.category.asks_assessment:
        return _("An assessment is expected: the category “%(category)s” asks for one.") % {
            "category": ticket.category.name
        }
    if ticket.priority == Priority.P1:
        return _("An assessment is expected: this ticket has the highest priority.")
    if ticket.reopen_count:
        return _("An assessment is expected: the ticket was reopened.")
    if is_recurrence(ticket):
        return _("An assessment is expected: the same fault came back within %(days)s days.") % {
            "days": RECURRENCE_DAYS
        }
    return ""


def is_recurrence(ticket: Ticket) -> bool:
    """The same fault at the same place or on the same device in the last three months, or reopened."""
    if ticket.reopen_count:
        return True
    fault_id = _fault_of(ticket)
    if fault_id is None:
        return False
    same_place = Q(device_id=ticket.device_id) if ticket.device_id else Q(site_id=ticket.site_id)
    since = ticket.created_at - timedelta(days=RECURRENCE_DAYS)
    before = Occurrence.objects.filter(same_place, organisation_id=ticket.organisation_id, fault_id=fault_id)
    before = before.filter(happened_at__gte=since, happened_at__lt=ticket.created_at).exclude(ticket=ticket)
    return before.exclude(state=LearningState.NOT_LEARNED).exists()


def assessment_of(actor: Actor, ticket: Ticket, language: str) -> AssessmentView:
    """For readers of the ticket; a fixed number of queries."""
    with override(language):
        return _Writer(actor, ticket, language).view()


class _Writer:
    """Reads once, then writes each section."""

    def __init__(self, actor: Actor, ticket: Ticket, language: str) -> None:
        self.actor, self.ticket, self.language = actor, ticket, language
        self.written = assessment_for(actor, ticket)
        self.run = _run_of(ticket)
        has_situation = self.run is not None and self.run.fault is not None
        self.standing = standing_of(self.run, "tech") if self.run and has_situation else None
        self.resolution = Resolution.objects.filter(ticket=ticket, withdrawn_at=None).first()
        self.case = _case_of(ticket)
        self.entries = _entries_of(actor, ticket)
        self.names = self._names()

    def view(self) -> AssessmentView:
        written = self.written
        return AssessmentView(
            ticket=self.ticket,
            language=self.language,
            title=_("Assessment of %(ticket)s") % {"ticket": self.ticket.label},
            is_written=written is not None,
            facts=self.facts(),
            checks=self.checks(),
            ruled_out=self.ruled_out(),
            source=self.source(),
            source_reasons=self.source_reasons(),
            done=self.done(),
            risk=self.risk(),
            recommendations=_recommendations(written, self.names),
            own_words=dict(written.edited.get(self.language, {})) if written else {},
            written_by=self.names.get(written.written_by_id or 0, "") if written else "",
            written_at=written.updated_at if written else None,
        )

    def facts(self) -> list[Line]:
        ticket = self.ticket
        declared = _("Declared by %(person)s (%(channel)s).") % {
            "person": ticket.requester.name,
            "channel": str(ticket.get_channel_display()).lower(),
        }
        lines = [Line(ticket.title), Line(declared, ticket.created_at)]
        if ticket.device is not None:
            model = f"{ticket.device.manufacturer} {ticket.device.model}".strip()
            lines.append(
                Line(
                    _("Device: %(device)s") % {"device": ", ".join(filter(None, [ticket.device.name, model]))}
                )
            )
        where = listed_once(*(place.name for place in (ticket.site, ticket.place) if place is not None))
        if where:
            lines.append(Line(_("Place: %(place)s") % {"place": where}))
        told = opening_answers(self.run) if self.run else []
        return lines + [Line(f"{question} {answer}") for question, answer in told if str(answer) != where]

    def checks(self) -> list[CheckLine]:
        findings = self.standing.findings if self.standing else []
        return [
            CheckLine(f.check_asked.ask, value_words(f), self._who(f.by_id, f.told.get("device", "")), f.at)
            for f in findings
            if f.check_asked.ask
        ]

    def ruled_out(self) -> list[str]:
        """With what speaks most against each: what was checked and what was tried in vain. That something else
        worked rules nothing out, a symptom may go by itself; nor does being rare."""
        if self.standing is None:
            return []
        found = self.case.cause_id if self.case else None
        seen = self.standing.before_the_cure
        excluded = [c for c in self._ranked(seen) if c[1] == RULED_OUT_BAND and c[0] != found]
        return [text for cause_id, _band in excluded if (text := self._ruled_out(seen, cause_id))]

    def source(self) -> str:
        """What was found, else what is probable, said as such."""
        if self.case is not None and self.case.cause is not None:
            counts = self.standing.known.counts if self.standing else None
            name = self.case.cause.name
            if counts is None:
                return f"{name}."
            cases = counts.cause_cases.get(self.case.cause.id, 0)
            return _("%(cause)s (%(figure)s).") % {"cause": name, "figure": cases_words(cases, counts.cases)}
        if self.standing is None:
            return _("Not established.")
        best = self.standing.posterior.top(1)
        if not best:
            return _("Not established.")
        cause_id, probability = best[0]
        words = {"cause": self.standing.known.causes[int(str(cause_id))].name, "band": band_word(probability)}
        return _("Not confirmed. Most probable: %(cause)s, %(band)s.") % words

    def source_reasons(self) -> list[str]:
        if self.standing is None:
            return []
        if self.case is not None and self.case.cause_id in self.standing.known.causes:
            cause_id = self.case.cause_id
        else:
            cause_id = int(str(next(iter(self.standing.posterior.top(1)), (0, 0))[0]))
        if cause_id not in self.standing.known.causes:
            return []
        return [reason.sentence for reason in reasons_for(self.standing, cause_id) if reason.sign == "+"]

    def done(self) -> list[Line]:
        """Remedies tried, hand-overs, and how it ended, oldest first."""
        attempts = [a for a in (self.standing.attempts if self.standing else []) if not self._told_by_end(a)]
        lines = [Line(attempt_sentence(a), a.at, self._who(a.by_id)) for a in attempts if a.remedy.do]
        lines += [Line(_ENTRY_WORDS[e.kind](), e.at, self._who(e.actor_id)) for e in self.entries]
        if self.resolution is not None:
            lines.append(
                Line(self._resolved(self.resolution), self.resolution.at, self._who(self.resolution.by_id))
            )
        return sorted(lines, key=lambda line: line.at or self.ticket.created_at)

    def risk(self) -> str:
        told = [self._risk_of_source(), self._risk_of_return(), self._risk_of_remedy()]
        return " ".join(sentence for sentence in told if sentence) or _("None that the checks show.")

    def _risk_of_source(self) -> str:
        if self.ticket.is_open:
            return _("The fault is not resolved yet.")
        if self.case is None or self.case.cause is None:
            return _("The source is not known: the fault may come back.")
        if self.resolution is not None and self.resolution.confirmed_how == "unconfirmed":
            return _("Nobody has confirmed that it works again.")
        return ""

    def _risk_of_return(self) -> str:
        if not is_recurrence(self.ticket):
            return ""
        return _("This fault had already been met here within %(days)s days.") % {"days": RECURRENCE_DAYS}

    def _risk_of_remedy(self) -> str:
        if self.standing is None or self.case is None or self.case.remedy_id is None:
            return ""
        tried, worked, relapsed = self.standing.known.counts.tried(self.case.remedy_id)
        if not relapsed:
            return ""
        told = ngettext(
            "After this solution the fault came back %(count)s time",
            "After this solution the fault came back %(count)s times",
            relapsed,
        ) % {"count": relapsed}
        return _("%(told)s (%(worked)s successes of %(tried)s).") % {
            "told": told,
            "worked": worked,
            "tried": tried,
        }

    def _told_by_end(self, attempt: Attempt) -> bool:
        """The resolution says what became of the remedy that was waiting for its outcome."""
        waits = attempt.outcome == Attempt.Outcome.UNKNOWN
        return waits and self.case is not None and self.case.remedy_id == attempt.remedy_id

    def _resolved(self, resolution: Resolution) -> str:
        remedy = self.case.remedy.do if self.case and self.case.remedy else ""
        text = resolution.text or remedy or _("Resolved.")
        how = str(resolution.get_confirmed_how_display())
        return _("%(text)s (%(how)s)") % {"text": text.rstrip("."), "how": how[:1].lower() + how[1:]}

    def _ruled_out(self, standing: Standing, cause_id: int) -> str:
        name = standing.known.causes[cause_id].name
        against = next((r.sentence for r in reasons_for(standing, cause_id) if r.sign != "+"), "")
        if not name or not against:
            return ""
        return _("%(cause)s: %(reason)s") % {"cause": name, "reason": against}

    def _ranked(self, standing: Standing) -> list[tuple[int, int]]:
        beliefs = standing.posterior.top(len(standing.known.causes))
        return [(int(str(cause_id)), engine_band(probability)) for cause_id, probability in beliefs]

    def _who(self, person_id: int | None, device: str = "") -> str:
        return device or self.names.get(person_id or 0, "")

    def _names(self) -> dict[int, str]:
        """A client’s wall hides the provider’s people, not the name of who answered."""
        standing, written = self.standing, self.written
        ids = {entry.actor_id for entry in self.entries}
        ids |= {self.resolution.by_id} if self.resolution else set()
        ids |= (
            {f.by_id for f in standing.findings} | {a.by_id for a in standing.attempts} if standing else set()
        )
        if written is not None:
            tasks = written.recommendations.values_list("task__owner_id", flat=True)
            ids |= {written.written_by_id, *tasks}
        return _names_of({one for one in ids if one})


def _names_of(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    known = dict(Person.objects.filter(id__in=ids).values_list("id", "name"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_staff_names(%s)", [sorted(ids)])
        return known | dict(cursor.fetchall())


def _run_of(ticket: Ticket) -> Run | None:
    return (
        Run.objects.filter(ticket=ticket).select_related("fault", "person", "organisation", "device").first()
    )


def _case_of(ticket: Ticket) -> Occurrence | None:
    cases = Occurrence.objects.filter(ticket=ticket, resolution__withdrawn_at=None)
    return cases.select_related("cause", "remedy").order_by("-id").first()


def _fault_of(ticket: Ticket) -> int | None:
    case = Occurrence.objects.filter(ticket=ticket).exclude(fault=None).order_by("-id").first()
    run = Run.objects.filter(ticket=ticket).exclude(fault=None).first()
    return case.fault_id if case else run.fault_id if run else None


def _entries_of(actor: Actor, ticket: Ticket) -> list[Entry]:
    """Acts that change who has the ticket or how it stands; words of notes never enter an assessment."""
    entries = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id, kind__in=list(_ENTRY_WORDS))
    if not sees_notes(actor, ticket):
        entries = entries.filter(visibility=Entry.Visibility.PUBLIC)
    return still_standing(entries.order_by("number"))


def _recommendations(written: Assessment | None, names: dict[int, str]) -> list[RecommendationLine]:
    if written is None:
        return []
    tasks = [r.task for r in written.recommendations.select_related("task")]
    return [
        RecommendationLine(t.title, names.get(t.owner_id or 0, ""), t.due_on, t.done_at is not None, t.id)
        for t in tasks
    ]


_ENTRY_WORDS: Final = {
    "ticket.assigned": lambda: _("Taken in charge"),
    "ticket.escalated": lambda: _("Handed over to another team"),
    "ticket.reopened": lambda: _("Reopened: it was not resolved after all"),
}
