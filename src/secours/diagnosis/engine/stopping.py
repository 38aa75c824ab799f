"""When to stop and hand over, whatever the next step might still gain (diagnosis.md 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from secours.diagnosis.engine.arrays import Floats
from secours.diagnosis.engine.knowledge import Situation
from secours.diagnosis.engine.permitted import danger_seen
from secours.diagnosis.engine.session import (
    Attempted,
    Context,
    Evidence,
    answers,
    checks_answered_by_people,
    outcomes,
)
from secours.diagnosis.engine.step import Reason

OTHER_LIKELY: Final = 0.5
ANSWERS_BEFORE_OTHER: Final = 3


def is_fixed(attempts: Sequence[Attempted]) -> bool:
    return "fixed" in outcomes(attempts).values()


def reason_to_stop(
    situation: Situation,
    evidence: Sequence[Evidence],
    attempts: Sequence[Attempted],
    beliefs: Floats,
    context: Context,
) -> Reason:
    """Empty while the session may go on. Danger first: it is the only one that no safety check outranks."""
    if danger_seen(situation, evidence):
        return "safety"
    if remedies_left(attempts, context) <= 0:
        return "limit"
    known = sum(check_id in situation.arrays.check_index for check_id in answers(evidence))
    if known >= ANSWERS_BEFORE_OTHER and beliefs[-1] > OTHER_LIKELY:
        return "other_likely"
    return ""


def checks_left(evidence: Sequence[Evidence], context: Context) -> int:
    return max(context.check_limit - len(checks_answered_by_people(evidence)), 0)


def remedies_left(attempts: Sequence[Attempted], context: Context) -> int:
    return max(context.remedy_limit - len(outcomes(attempts)), 0)
