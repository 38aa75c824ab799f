"""Hard rules, applied before anything is weighed: who may be asked or told to do what, and safety."""

from __future__ import annotations

from collections.abc import Iterable

from secours.diagnosis.engine.knowledge import Check, Remedy, Situation
from secours.diagnosis.engine.session import Attempted, Context, Evidence, answers, checks_asked, outcomes

_NEVER_FOR_USERS = frozenset({"outage", "data"})


def checks_open(situation: Situation, evidence: Iterable[Evidence], context: Context) -> list[Check]:
    """Checks that may be asked now, in their listed order."""
    asked = checks_asked(evidence)
    allowed = (c for c in situation.checks if c.id not in asked and may_ask(c, context))
    return sorted(allowed, key=lambda check: check.order)


def remedies_untried(
    situation: Situation, attempts: Iterable[Attempted], context: Context
) -> list[tuple[int, Remedy]]:
    """Remedies that somebody could still do, with their row; a technician takes up what a user may not do."""
    tried = outcomes(attempts)
    return [
        (row, remedy)
        for row, remedy in enumerate(situation.arrays.remedies)
        if remedy.id not in tried and not context.is_declined("remedy", remedy.id)
    ]


def may_ask(check: Check, context: Context) -> bool:
    allowed = context.audience == "tech" or check.by == "user"
    return allowed and not context.is_declined("ask", check.id)


def may_propose(remedy: Remedy, context: Context) -> bool:
    """A user is never told to stop a service, to risk data, or to do what somebody must approve first."""
    if context.audience == "tech":
        return True
    return remedy.by == "user" and remedy.disruption not in _NEVER_FOR_USERS and not remedy.needs_approval


def safety_checks(checks: Iterable[Check]) -> list[Check]:
    """Those that come before everything else: marked `safety` and linked to a cause that they would reveal.

    No probability is a reason to skip one: a swollen battery is rare, and that is the point.
    """
    return [check for check in checks if check.safety and dangerous_answer(check) is not None]


def danger_seen(situation: Situation, evidence: Iterable[Evidence]) -> bool:
    """Whether the answer that stands for a safety check is the one that reveals the danger."""
    given = answers(evidence)
    return any(
        given[check.id].value == dangerous_answer(check)
        for check in situation.checks
        if check.safety and check.id in given
    )


def dangerous_answer(check: Check) -> str | None:
    """The answer that points to the linked cause: "smoke?" yes, "is the address the right one?" no."""
    gaps = [p - check.p_yes_otherwise for p in check.p_yes.values()]
    widest = max(gaps, key=abs, default=0.0)
    if widest == 0.0:
        return None
    return "yes" if widest > 0 else "no"
