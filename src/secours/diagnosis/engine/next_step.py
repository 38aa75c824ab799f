"""The next thing to do: ask, try a remedy, or hand over.

Order of the rules: a danger seen hands over at once; an open safety check is asked before anything else,
whatever it costs; then the stop rules; then the question worth more than it costs, else the best remedy;
and when neither beats handing over, hand over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from secours.diagnosis.engine.knowledge import Situation
from secours.diagnosis.engine.options import Outlook, outlook, weighed_checks, weighed_remedies
from secours.diagnosis.engine.permitted import checks_open, remedies_untried, safety_checks
from secours.diagnosis.engine.posterior import believed
from secours.diagnosis.engine.session import Attempted, Context, Evidence
from secours.diagnosis.engine.step import Reason, Step
from secours.diagnosis.engine.stopping import checks_left, is_fixed, reason_to_stop, remedies_left

_EPSILON: Final = 1e-6


def next_step(
    situation: Situation, evidence: Iterable[Evidence], attempts: Iterable[Attempted], context: Context
) -> Step:
    """Deterministic: the same inputs give the same step, in whatever order the evidence came."""
    evidence, attempts = tuple(evidence), tuple(attempts)
    if is_fixed(attempts):
        return Step("done")
    now = _outlook(situation, evidence, attempts, context)
    stop = reason_to_stop(situation, evidence, attempts, now.beliefs, context)
    open_ = checks_open(situation, evidence, context)
    urgent = safety_checks(open_)
    if urgent and stop != "safety":
        return replace(weighed_checks(now, urgent[:1])[0], reason="safety")
    askable = open_ if checks_left(evidence, context) else []
    questions, remedies = weighed_checks(now, askable), weighed_remedies(now)
    chosen = _best(now, [] if stop else questions, remedies if _may_still_try(stop, context) else [])
    if chosen is None:
        stop = stop or _why_nothing(remedies, cut=len(open_) > len(askable))
        return _handed_over(now, stop, questions + remedies)
    return replace(chosen, alternatives=_next_best(questions + remedies, chosen))


def expected_repair_minutes(
    situation: Situation, evidence: Iterable[Evidence], attempts: Iterable[Attempted], context: Context
) -> float:
    """ECR: expected cost in minutes if nothing more is asked; never above the cost of escalating."""
    return _outlook(situation, tuple(evidence), tuple(attempts), context).ecr


def _outlook(
    situation: Situation, evidence: tuple[Evidence, ...], attempts: tuple[Attempted, ...], context: Context
) -> Outlook:
    beliefs = believed(situation, evidence, attempts)
    # A user's session goes on with a technician: the user's limit does not bound what can still be tried.
    horizon = remedies_left(attempts, context) if context.audience == "tech" else None
    return outlook(situation, beliefs, remedies_untried(situation, attempts, context), context, horizon)


def _may_still_try(stop: Reason, context: Context) -> bool:
    """When "other" is likely nothing more is asked, and a user is let go; but a technician still tries the
    remedy that pays for itself: on win95pts (1,000 tickets) 28.95 minutes a session against 30.03."""
    return not stop or (stop == "other_likely" and context.audience == "tech")


def _best(now: Outlook, questions: list[Step], remedies: list[Step]) -> Step | None:
    worthwhile = [step for step in remedies[:1] if _beats_handing_over(now, step)]
    worthwhile += [step for step in questions[:1] if step.saving_minutes > _EPSILON]
    return min(worthwhile, key=lambda step: step.expected_minutes, default=None)


def _beats_handing_over(now: Outlook, remedy: Step) -> bool:
    """For a user, handing over is worth what a technician's plan is worth, not the whole escalation."""
    bound = now.context.escalation_minutes - _EPSILON
    if now.context.audience == "user":
        bound = min(bound, now.ecr + _EPSILON)
    return remedy.expected_minutes <= bound


def _why_nothing(remedies: list[Step], cut: bool) -> Reason:
    if cut:
        return "limit"
    return "cost" if remedies else "nothing_left"


def _handed_over(now: Outlook, reason: Reason, options: list[Step]) -> Step:
    """A technician sees what would come next all the same; a user in danger gets no task."""
    alternatives = () if reason == "safety" and now.context.audience == "user" else _next_best(options)
    return Step(
        "escalate", expected_minutes=now.context.escalation_minutes, reason=reason, alternatives=alternatives
    )


def _next_best(options: list[Step], chosen: Step | None = None) -> tuple[Step, ...]:
    others = [step for step in options if step is not chosen]
    return tuple(sorted(others, key=lambda step: step.expected_minutes)[:2])
