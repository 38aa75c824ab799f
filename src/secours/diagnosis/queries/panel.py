"""The technician's panel of a ticket: the same fault met before, the next check, the causes and why, the
measured remedies, similar tickets. Every probability is the engine's."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.diagnosis.access import approvals_visible_to, sees_the_panel
from secours.diagnosis.engine import band
from secours.diagnosis.engine.costs import remedy_minutes
from secours.diagnosis.engine.permitted import checks_open
from secours.diagnosis.evidence import Standing, StandingAsked, TrailAsked
from secours.diagnosis.matching import told_by_words
from secours.diagnosis.models import Approval, Attempt, Finding, Run
from secours.diagnosis.opening import OpeningQuestion, opening_answers, opening_questions
from secours.diagnosis.past import PastAsked, Same
from secours.diagnosis.queries.reasons import Reason, reasons_for
from secours.diagnosis.queries.step import StepView, next_step_of, step_view
from secours.diagnosis.told import value_words
from secours.diagnosis.words import band_word, cases_words, effort_words, percent
from secours.faults.access import articles_to_send
from secours.faults.models import Article, Cause, Check, Fault, Occurrence, Remedy
from secours.faults.recall import Similar
from secours.lib.statements import KEPT, Answer, Given, Reading, Statement, statement
from secours.people.actor import Actor
from secours.people.errors import NotAllowed
from secours.tickets.models import Ticket

SHOWN_REMEDIES = 4
SHOWN_ARTICLES = 3
_READ = ("fault", "person__site", "person__place", "organisation", "device", "site")


@dataclass(frozen=True)
class CauseView:
    """`probability` is the engine's; people read the band and the number of past cases. No `cause`: other."""

    cause: Cause | None
    rank: int
    probability: float
    band: int
    band_word: str
    cases: int
    figure: str
    percent: str
    reasons: list[Reason] = field(default_factory=list)

    @property
    def label(self) -> str:
        """“likely, 72 %” where enough cases stand behind the percentage."""
        return ", ".join(filter(None, [self.band_word, self.percent]))


@dataclass(frozen=True)
class RemedyView:
    """`chance`: probability of its cause times its success, both the engine's. `outcome` once tried."""

    remedy: Remedy
    tried: int
    worked: int
    relapsed: int
    chance: float
    effort: str
    outcome: str = ""
    outcome_word: str = ""


@dataclass(frozen=True)
class Won:
    """What put the ticket right, as its resolution says. `tried` and `worked` are those of its remedy."""

    cause: Cause | None
    remedy: Remedy | None
    confirmed: str
    tried: int
    worked: int


@dataclass(frozen=True)
class AnswerView:
    """An answer that stands, and that the technician can correct."""

    finding: Finding
    question: str
    answer: str


@dataclass(frozen=True)
class PanelView:
    """`run.pk` is None until the first act. `situations`: choices while none is certain."""

    ticket: Ticket
    run: Run
    fault: Fault | None
    situations: list[Fault]
    same: Same | None
    step: StepView
    opening: list[OpeningQuestion]
    told: list[tuple[str, str]]
    answers: list[AnswerView]
    causes: list[CauseView]
    excluded: list[CauseView]
    other: CauseView | None
    remedies: list[RemedyView]
    similar: list[Similar]
    other_checks: list[Check] = field(default_factory=list)
    cases: int = 0
    may_act: bool = True
    won: Won | None = None
    # By solution, the last word about its approval.
    approvals: dict[int, Approval] = field(default_factory=dict)
    # What may be sent to the requester of this situation.
    articles: list[Article] = field(default_factory=list)


class PanelAsked:
    """What the panel reads, asked among what a page asks. Raises NotAllowed for whoever does not work on this
    ticket as staff. `run`: of the ticket, and its `trail`, from whoever has asked for them already."""

    def __init__(
        self,
        reading: Reading,
        actor: Actor,
        ticket: Ticket,
        run: Run | None = None,
        trail: TrailAsked | None = None,
    ) -> None:
        if not sees_the_panel(actor, ticket):
            raise NotAllowed("technician_only", _("Only the support team sees the diagnosis of a ticket."))
        self.actor, self.ticket = actor, ticket
        self.run, self.situations = _run_and_choices(actor, ticket, run)
        self.standing = StandingAsked(reading, self.run, trail) if self.run.fault is not None else None
        self.past = PastAsked(reading, actor, ticket, self.run.fault)
        self.approvals = reading.ask(_approvals(actor), ticket=ticket.id) if self.standing else None
        may_answer = self.standing is not None and actor.serves and ticket.is_open
        self.articles = _ask_articles(reading, actor, self.run, ticket) if may_answer else None
        self.solved = None if ticket.is_open else reading.ask(_solved(), ticket=ticket.id)


def ask_run(reading: Reading, ticket: Ticket) -> Answer[Run]:
    """The ticket's own, with what a panel needs of it."""
    return reading.ask(_run(), ticket=ticket.id)


def panel_of(actor: Actor, ticket: Ticket) -> PanelView:
    return panel_told(PanelAsked(Reading(), actor, ticket))


def panel_told(asked: PanelAsked) -> PanelView:
    actor, ticket, run = asked.actor, asked.ticket, asked.run
    standing = asked.standing.standing("tech") if asked.standing else None
    step = step_view(standing) if standing else next_step_of(run, "tech")
    ranked = _causes(standing) if standing else []
    won = _won(asked.solved.first, standing) if asked.solved else None
    return PanelView(
        ticket=ticket,
        run=run,
        fault=run.fault,
        situations=asked.situations if standing is None else [],
        same=asked.past.same(standing.known) if standing else None,
        step=step,
        opening=opening_questions(run),
        told=[(str(question), str(answer)) for question, answer in opening_answers(run)],
        answers=_answers(standing.findings) if standing else [],
        remedies=_remedies(standing, won.remedy if won else None) if standing else [],
        similar=asked.past.similar(),
        other_checks=_other_checks(standing, step) if standing else [],
        causes=[view for view in ranked if view.band > 1],
        excluded=[view for view in ranked if view.band == 1],
        other=_cause(standing, None, 0, standing.posterior.other) if standing else None,
        cases=standing.known.counts.cases if standing else 0,
        may_act=actor.serves and ticket.is_open,
        won=won,
        approvals={one.remedy_id: one for one in asked.approvals.rows} if asked.approvals else {},
        articles=asked.articles.rows if asked.articles else [],
    )


@lru_cache(maxsize=KEPT)
def _approvals(actor: Actor) -> Statement[Approval]:
    asked = approvals_visible_to(actor).filter(ticket=Given("ticket")).order_by("id")
    return statement(asked.select_related("remedy", "asked_by"))


def _ask_articles(reading: Reading, actor: Actor, run: Run, ticket: Ticket) -> Answer[Article]:
    return reading.ask(
        _articles(actor, ticket.language),
        fault=run.fault_id,
        organisation=ticket.organisation_id,
        today=timezone.localdate(),
    )


@lru_cache(maxsize=KEPT)
def _articles(actor: Actor, language: str) -> Statement[Article]:
    told = articles_to_send(
        actor, language=language, organisation=Given("organisation"), today=Given("today")
    ).filter(fault_id=Given("fault"))
    return statement(told.defer("text_fr", "text_en").order_by("-updated_at", "id")[:SHOWN_ARTICLES])


def _run_and_choices(actor: Actor, ticket: Ticket, run: Run | None = None) -> tuple[Run, list[Fault]]:
    """The words are matched once, and only while no situation is known: it is the dearest part of a page."""
    run = run or ask_run(Reading(), ticket).first
    if run is not None and run.fault is not None:
        return run, []
    told = told_by_words(actor, ticket)
    return run or told.run, told.situations


@lru_cache(maxsize=1)
def _run() -> Statement[Run]:
    return statement(Run.objects.filter(ticket_id=Given("ticket")).select_related(*_READ).order_by("id")[:1])


@lru_cache(maxsize=1)
def _solved() -> Statement[Occurrence]:
    """The case of the resolution that stands."""
    cases = Occurrence.objects.filter(ticket_id=Given("ticket"), resolution__withdrawn_at=None)
    return statement(cases.select_related("cause", "remedy", "resolution").order_by("-id")[:1])


def _won(case: Occurrence | None, standing: Standing | None) -> Won | None:
    """None where neither source nor solution was recorded."""
    if case is None or (case.remedy is None and case.cause is None):
        return None
    known = standing.known if standing else None
    tried, worked = 0, 0
    if known is not None and case.remedy is not None and case.remedy.id in known.remedies:
        tried, worked = known.tried_and_worked(case.remedy.id)
    return Won(case.cause, case.remedy, case.resolution.get_confirmed_how_display(), tried, worked)


def _answers(findings: list[Finding]) -> list[AnswerView]:
    return [AnswerView(finding, finding.check_asked.ask, value_words(finding)) for finding in findings]


def _other_checks(standing: Standing, step: StepView) -> list[Check]:
    """Whatever else may be asked, in the usual order: a technician may take any other step."""
    open_ = checks_open(standing.known.situation, standing.evidence, standing.context)
    rows = [standing.known.checks[check.id] for check in open_]  # type: ignore[index]
    return [check for check in rows if check != step.check]


def _causes(standing: Standing) -> list[CauseView]:
    """Every listed cause, most probable first."""
    ranked = standing.posterior.top(len(standing.known.causes))
    return [
        _cause(standing, standing.known.causes[cause_id], rank, probability)  # type: ignore[index]
        for rank, (cause_id, probability) in enumerate(ranked, start=1)
    ]


def _cause(standing: Standing, cause: Cause | None, rank: int, probability: float) -> CauseView:
    counts = standing.known.counts
    cases = counts.cause_cases.get(cause.id, 0) if cause else 0
    return CauseView(
        cause=cause,
        rank=rank,
        probability=probability,
        band=band(probability),
        band_word=band_word(probability),
        cases=cases,
        figure=cases_words(cases, counts.cases),
        percent=percent(probability, counts.cases),
        reasons=reasons_for(standing, cause.id) if cause else [],
    )


def _remedies(standing: Standing, won: Remedy | None = None) -> list[RemedyView]:
    """What `won` is told apart. Untried first, by chance over cost as the engine weighs them; then what was
    tried."""
    beliefs = standing.posterior
    tried = {attempt.remedy_id: attempt for attempt in standing.attempts}
    weighed = []
    for cause in standing.known.situation.causes:
        for remedy in cause.remedies:
            chance = beliefs[cause.id] * remedy.p_success
            worth = chance / remedy_minutes(remedy, standing.context)
            row = standing.known.remedies[remedy.id]  # type: ignore[index]
            if row != won and not standing.context.is_declined("remedy", remedy.id):
                weighed.append((remedy.id in tried, -round(worth, 9), row, chance))
    weighed.sort(key=lambda one: one[:2])
    shown = [one for one in weighed if not one[0]][:SHOWN_REMEDIES] + [one for one in weighed if one[0]]
    return [_remedy(standing, row, chance, tried.get(row.id)) for _tried, _worth, row, chance in shown]


def _remedy(standing: Standing, remedy: Remedy, chance: float, attempt: Attempt | None) -> RemedyView:
    tried, worked = standing.known.tried_and_worked(remedy.id)
    return RemedyView(
        remedy=remedy,
        tried=tried,
        worked=worked,
        relapsed=standing.known.relapsed(remedy.id),
        chance=chance,
        effort=effort_words(remedy),
        outcome=attempt.outcome if attempt else "",
        outcome_word=str(attempt.get_outcome_display()) if attempt else "",
    )
