"""The next thing to do in a run, with the reason why, for the person or for the technician."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from secours.diagnosis import engine
from secours.diagnosis.engine.session import Audience, checks_answered_by_people, outcomes
from secours.diagnosis.engine.step import Forecast, Step
from secours.diagnosis.evidence import Standing, standing_of
from secours.diagnosis.models import Run
from secours.diagnosis.words import band_word, effort_words, minutes_words, percent, stop_words
from secours.faults.models import Check, Fault, Remedy

LIKELY = 4


@dataclass(frozen=True)
class ForecastView:
    """What one answer would change, in a sentence; the figures are the engine's."""

    sentence: str
    probability: float
    before: float
    after: float


@dataclass(frozen=True)
class StepView:
    """`kind`: ask, remedy, escalate or solved. `number` of `total`: where one stands in the whole
    run, checks and solutions together, in words in `position`; `total` is how many there will be at most. `code` names the step (ask:12) for overrides. Durations in minutes."""

    kind: str
    code: str
    fault: Fault | None
    check: Check | None = None
    remedy: Remedy | None = None
    why: str = ""
    position: str = ""
    number: int = 0
    total: int = 0
    effort: str = ""
    takes_minutes: float = 0.0
    saving_minutes: float = 0.0
    saving: str = ""
    chance: float | None = None
    reason: str = ""
    if_yes: ForecastView | None = None
    if_no: ForecastView | None = None
    alternatives: tuple["StepView", ...] = ()

    @property
    def is_safety(self) -> bool:
        return self.reason == "safety"

    @property
    def parts(self) -> list[str]:
        """One word a step for the bars of the portal: done, now, or nothing yet."""
        return [
            "done" if n < self.number else "now" if n == self.number else "" for n in range(1, self.total + 1)
        ]


def next_step_of(run: Run, audience: Audience) -> StepView:
    """A request, or a run without situation, goes straight to the technicians."""
    if run.state == Run.State.SOLVED:
        return StepView("solved", "done", run.fault)
    if run.fault is None or run.opening.get("request") == "yes":
        return StepView("escalate", "escalate", run.fault, why=_("Send it: a technician reads it."))
    return step_view(standing_of(run, audience))


def step_view(standing: Standing, step: Step | None = None) -> StepView:
    step = step or standing.next_step()
    if step.kind == "ask":
        return _question(standing, step)
    if step.kind == "remedy":
        return _remedy(standing, step)
    kind = "solved" if step.kind == "done" else "escalate"
    why = "" if kind == "solved" else _why_escalate(standing, step)
    return StepView(
        kind,
        step.kind,
        standing.run.fault,
        why=why,
        reason=step.reason,
        alternatives=_alternatives(standing, step),
    )


def _question(standing: Standing, step: Step) -> StepView:
    check = standing.known.checks[step.id]  # type: ignore[index]
    if_yes, if_no = _forecast(standing, step.if_yes), _forecast(standing, step.if_no)
    return StepView(
        "ask",
        f"ask:{check.id}",
        standing.run.fault,
        check=check,
        why=_why_ask(step, if_yes, if_no),
        position=_("Step %(number)s, a check") % {"number": standing.steps_done + 1},
        number=standing.steps_done + 1,
        total=_most_steps(standing),
        effort=effort_words(check),
        takes_minutes=step.takes_minutes,
        saving_minutes=step.saving_minutes,
        saving=_saving(step.saving_minutes),
        reason=step.reason,
        if_yes=if_yes,
        if_no=if_no,
        alternatives=_alternatives(standing, step),
    )


def _remedy(standing: Standing, step: Step) -> StepView:
    remedy = standing.known.remedies[step.id]  # type: ignore[index]
    return StepView(
        "remedy",
        f"remedy:{remedy.id}",
        standing.run.fault,
        remedy=remedy,
        why=_why_remedy(standing, remedy),
        position=_("Step %(number)s, a solution") % {"number": standing.steps_done + 1},
        number=standing.steps_done + 1,
        total=_most_steps(standing),
        effort=effort_words(remedy),
        takes_minutes=step.takes_minutes,
        saving_minutes=step.saving_minutes,
        saving=_saving(step.saving_minutes),
        chance=step.chance,
        alternatives=_alternatives(standing, step),
    )


def _most_steps(standing: Standing) -> int:
    """What was done, and as many checks and solutions as this situation may still ask."""
    asked = len(checks_answered_by_people(standing.evidence)) - standing.already_told
    checks = standing.context.check_limit - standing.already_told - asked
    remedies = standing.context.remedy_limit - len(outcomes(standing.attempted))
    return standing.steps_done + max(max(checks, 0) + max(remedies, 0), 1)


def _alternatives(standing: Standing, step: Step) -> tuple[StepView, ...]:
    return tuple(step_view(standing, other) for other in step.alternatives)


def _forecast(standing: Standing, forecast: Forecast | None) -> ForecastView | None:
    if forecast is None:
        return None
    return ForecastView(
        _forecast_words(standing, forecast), forecast.probability, forecast.before, forecast.after
    )


def _forecast_words(standing: Standing, forecast: Forecast) -> str:
    """What a person would notice: a band that changes, of the leader first, then of the one that falls."""
    lead, fallen = standing.known.causes[forecast.cause_id], forecast.fallen  # type: ignore[index]
    if engine.band(forecast.after) > engine.band(forecast.before):
        return _becomes(lead.name, forecast.before, forecast.after, standing)
    if engine.band(fallen.after) < engine.band(fallen.before):
        loser = standing.known.causes[fallen.cause_id].name  # type: ignore[index]
        return _becomes(loser, fallen.before, fallen.after, standing)
    return _("“%(cause)s” stays first, %(band)s") % {"cause": lead.name, "band": band_word(forecast.after)}


def _becomes(cause: str, before: float, after: float, standing: Standing) -> str:
    words = {"cause": cause, "band": band_word(after)}
    cases = standing.known.counts.cases
    was, will = percent(before, cases), percent(after, cases)
    if was and will and after < before:
        return _("“%(cause)s” falls: %(band)s (%(was)s, then %(will)s)") % {**words, "was": was, "will": will}
    if was and will:
        return _("“%(cause)s” becomes %(band)s (%(was)s, then %(will)s)") % {
            **words,
            "was": was,
            "will": will,
        }
    return _("“%(cause)s” becomes %(band)s") % words


def _why_ask(step: Step, if_yes: ForecastView | None, if_no: ForecastView | None) -> str:
    if step.reason == "safety":
        return _("Safety first: this is asked before anything else.")
    if if_yes is None or if_no is None:
        return ""
    told = _("If yes: %(yes)s. If no: %(no)s.") % {"yes": if_yes.sentence, "no": if_no.sentence}
    return " ".join(filter(None, [told, _saving(step.saving_minutes, sentence=True)]))


def _why_remedy(standing: Standing, remedy: Remedy) -> str:
    tried, worked = standing.known.tried_and_worked(remedy.id)
    cause = standing.known.causes[remedy.cause_id].name
    probability = standing.posterior[remedy.cause_id]
    words = {"cause": cause, "band": band_word(probability)}
    if engine.band(probability) >= LIKELY:
        first = _("Likely source: “%(cause)s”, %(band)s.") % words
    else:
        first = _("Quick to try: it settles whether it is “%(cause)s” (%(band)s).") % words
    if not tried:
        return first
    return first + " " + _("It worked %(worked)s times of %(tried)s.") % {"worked": worked, "tried": tried}


def _why_escalate(standing: Standing, step: Step) -> str:
    told = stop_words(step.reason, standing.context.audience)
    trigger = standing.known.fault.escalate if standing.context.audience == "tech" else ""
    return f"{told} {trigger}".strip()


def _saving(minutes: float, *, sentence: bool = False) -> str:
    """Under half a minute nobody would believe it."""
    if minutes < 0.5:
        return ""
    words = {"minutes": minutes_words(round(minutes))}
    return (
        _("Saves %(minutes)s on average.") % words if sentence else _("Saves %(minutes)s on average") % words
    )
