"""A run as the engine reads it: answers, remedies tried, and who is in front of the screen."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Final

from django.db.models import Q
from django.utils import timezone

from secours.diagnosis import engine
from secours.diagnosis.engine.knowledge import Id
from secours.diagnosis.engine.session import LIMITS, Audience
from secours.diagnosis.facts import finding_of, told_by_devices
from secours.diagnosis.knowledge import Known, known_with
from secours.diagnosis.models import Attempt, Finding, Run
from secours.diagnosis.opening_checks import is_from_opening, told_by_opening
from secours.faults.queries import CountsAsked
from secours.lib.kept import Kept
from secours.lib.statements import Answer, Given, Reading, Statement, statement
from secours.people.choices import Criticality

# A fault that comes back within it is the same one, for all that anybody knows.
FAILED_DAYS: Final = 30
CRITICALITY: Final = {Criticality.NORMAL: 1.0, Criticality.HIGH: 1.5, Criticality.VITAL: 3.0}


@dataclass(frozen=True)
class Standing:
    """Everything that a step is computed from; what follows is never stored. `already_told`: answers taken
    from the opening questions, which do not count among the checks that a person is asked. `steps_done`:
    what people answered and tried through the whole run, in whatever situation."""

    run: Run
    known: Known
    findings: list[Finding]
    attempts: list[Attempt]
    already_told: int
    steps_done: int
    context: engine.Context

    @cached_property
    def evidence(self) -> list[engine.Evidence]:
        return [
            engine.Evidence(f.check_asked_id, f.value, f.source)  # type: ignore[arg-type]
            for f in self.findings
        ]

    @cached_property
    def attempted(self) -> list[engine.Attempted]:
        return [engine.Attempted(a.remedy_id, a.outcome) for a in self.attempts]  # type: ignore[arg-type]

    @property
    def before_the_cure(self) -> "Standing":
        """What the checks and the vain tries show, whatever then made it work again."""
        vain = [attempt for attempt in self.attempts if attempt.outcome != Attempt.Outcome.FIXED]
        return replace(self, attempts=vain)

    def next_step(self) -> engine.Step:
        return self._worked.step

    @property
    def posterior(self) -> engine.Posterior:
        return self._worked.posterior

    def why(self, cause_id: Id) -> list[engine.Contribution]:
        """Every reason that counts for or against it, the heaviest first."""
        return self._worked.why(cause_id)

    @cached_property
    def _worked(self) -> "Worked":
        asked = (self.known.situation, tuple(self.evidence), tuple(self.attempted), self.context)
        return _worked.get((self.known.key, *asked[1:]), lambda: Worked(*asked))


class Worked:
    """What the engine says of a situation, answers and tries: it is deterministic, so that it says it once a
    process. Each part when it is first asked for."""

    def __init__(
        self,
        situation: engine.Situation,
        evidence: tuple[engine.Evidence, ...],
        attempted: tuple[engine.Attempted, ...],
        context: engine.Context,
    ) -> None:
        self._seen, self._context = (situation, evidence, attempted), context
        self._why: dict[Id, list[engine.Contribution]] = {}

    @cached_property
    def step(self) -> engine.Step:
        return engine.next_step(*self._seen, self._context)

    @cached_property
    def posterior(self) -> engine.Posterior:
        return engine.posterior(*self._seen)

    def why(self, cause_id: Id) -> list[engine.Contribution]:
        if cause_id not in self._why:
            self._why[cause_id] = engine.explain(*self._seen, cause_id, most=None)
        return self._why[cause_id]


_worked: Kept[Worked] = Kept(256)


def standing_of(run: Run, audience: Audience) -> Standing:
    """Raises ValueError for a run without situation."""
    return StandingAsked(Reading(), run, for_person=audience == "user").standing(audience)


class TrailAsked:
    """What was answered and tried through a run, asked among what a page asks."""

    def __init__(self, reading: Reading, run: Run) -> None:
        self.run = run
        self._findings = reading.ask(_findings(), run=run.pk or 0)
        self._attempts = reading.ask(_attempts(), run=run.pk or 0)

    def findings(self) -> list[Finding]:
        """Of every situation that the run went through: one may be chosen, then another."""
        if self.run.pk is None:
            return _unsaved_findings(self.run)
        return list({finding.check_asked_id: finding for finding in self._findings.rows}.values())

    def attempts(self) -> list[Attempt]:
        return list({attempt.remedy_id: attempt for attempt in self._attempts.rows}.values())


class StandingAsked:
    """What a standing is made of, asked among what a page asks. Raises ValueError for a run without situation.
    `for_person`: with what failed lately, which is not proposed to a person again."""

    def __init__(
        self, reading: Reading, run: Run, trail: TrailAsked | None = None, *, for_person: bool = False
    ) -> None:
        if run.fault is None:
            raise ValueError("no situation was chosen: there is nothing to compute")
        self.run, self.fault = run, run.fault
        self.counts = CountsAsked(reading, run.fault.id, run.organisation_id)
        self.trail = trail or TrailAsked(reading, run)
        self.failed = _ask_failed(reading, run) if for_person else None

    def standing(self, audience: Audience) -> Standing:
        run, known = self.run, known_with(self.fault, self.counts.told())
        every_finding, every_attempt = self.trail.findings(), self.trail.attempts()
        findings, attempts = _of_situation(run, every_finding), _tried_for(run, every_attempt)
        already_told = sum(is_from_opening(finding) for finding in findings)
        context = _context(run, known, audience, already_told)
        asked = sum(f.source != Finding.Source.PROBE and not is_from_opening(f) for f in every_finding)
        steps_done = asked + len(every_attempt)
        standing = Standing(run, known, findings, attempts, already_told, steps_done, context)
        return _without_failed(standing, self.failed.rows) if self.failed else standing


def findings_of(run: Run, trail: TrailAsked | None = None) -> list[Finding]:
    """The answer that stands for each check of the run's fault, in the order of the first answers. For a
    run not yet saved: what the devices tell."""
    return _of_situation(run, (trail or TrailAsked(Reading(), run)).findings())


def attempts_of(run: Run, trail: TrailAsked | None = None) -> list[Attempt]:
    """The last outcome of each remedy tried in the run's situation."""
    return _tried_for(run, (trail or TrailAsked(Reading(), run)).attempts())


@lru_cache(maxsize=1)
def _findings() -> Statement[Finding]:
    found = Finding.objects.filter(run_id=Given("run"))
    return statement(found.select_related("check_asked").order_by("id"))


@lru_cache(maxsize=1)
def _attempts() -> Statement[Attempt]:
    tried = Attempt.objects.filter(run_id=Given("run"))
    return statement(tried.select_related("remedy__cause").order_by("id"))


def _ask_failed(reading: Reading, run: Run) -> Answer[tuple[int, str]]:
    """On this device, or for this person, whoever tried."""
    since = timezone.now() - timedelta(days=FAILED_DAYS)
    given = {"run": run.pk or 0, "fault": run.fault_id, "device": run.device_id, "person": run.person_id}
    return reading.ask(_tried_lately(), since=since, **given)


@lru_cache(maxsize=1)
def _tried_lately() -> Statement[tuple[int, str]]:
    near = Q(run__device_id=Given("device")) | Q(run__person_id=Given("person"))
    tried = Attempt.objects.filter(near, remedy__cause__fault_id=Given("fault"), at__gte=Given("since"))
    told = tried.exclude(run_id=Given("run")).exclude(outcome=Attempt.Outcome.UNKNOWN)
    return statement(told.order_by("id").values_list("remedy_id", "outcome"))


def _without_failed(standing: Standing, tried: list[tuple[int, str]]) -> Standing:
    """What failed the last time it was tried is not proposed again, unless an answer of this run speaks for
    its cause: the printer that had a broken driver on Monday may well lack paper on Friday."""
    failed = {remedy_id for remedy_id, outcome in dict(tried).items() if outcome != Attempt.Outcome.FIXED}
    causes = {
        remedy.id: cause.id
        for cause in standing.known.situation.causes
        for remedy in cause.remedies
        if remedy.id in failed
    }
    vain = {("remedy", id_) for id_, cause_id in causes.items() if not _is_spoken_for(standing, cause_id)}
    context = replace(standing.context, declined=standing.context.declined | vain)
    return replace(standing, context=context)


def _is_spoken_for(standing: Standing, cause_id: Id) -> bool:
    return any(reason.check_id is not None and reason.sign > 0 for reason in standing.why(cause_id))


def _of_situation(run: Run, findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.check_asked.fault_id == run.fault_id]


def _tried_for(run: Run, attempts: list[Attempt]) -> list[Attempt]:
    return [one for one in attempts if one.remedy.cause.fault_id == run.fault_id]


def _context(run: Run, known: Known, audience: Audience, already_told: int) -> engine.Context:
    """Limits of a person are the organisation's; a technician's are the engine's own."""
    house = run.organisation
    is_user = audience == "user"
    return engine.Context(
        audience=audience,
        escalation_minutes=float(house.escalation_minutes),
        max_checks=(house.user_checks if is_user else LIMITS["tech"][0]) + already_told,
        max_remedies=house.user_remedies if is_user else None,
        criticality=CRITICALITY[Criticality(run.device.criticality)] if run.device else 1.0,
        declined=_without_words(known),
    )


def _without_words(known: Known) -> frozenset[Id]:
    """A text that lacks the reader's language is not shown in it (design.md 4.7)."""
    checks = {("ask", check.id) for check in known.checks.values() if not check.ask}
    return frozenset(checks | {("remedy", remedy.id) for remedy in known.remedies.values() if not remedy.do})


def _unsaved_findings(run: Run) -> list[Finding]:
    """As `record_facts` would keep them with the first act."""
    if run.fault_id is None:
        return []
    found = [finding_of(run, told) for told in told_by_devices(run)]
    answered = {finding.check_asked_id for finding in found}
    told = [(check, value) for check, value in told_by_opening(run) if check.id not in answered]
    return found + [
        Finding(
            run=run,
            check_asked=check,
            value=value,
            source=Finding.Source.USER,
            told={"opening": "others"},
            at=timezone.now(),
        )
        for check, value in told
    ]
