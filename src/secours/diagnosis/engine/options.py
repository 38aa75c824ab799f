"""Weighs every step that may be taken: one-step look-ahead over the expected cost of repair.

VOI(q) = ECR(e) - c_q - sum over answers a of P(a | e) ECR(e, a). A remedy is weighed the same way: its cost,
then, if it fails, the ECR of what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from secours.diagnosis.engine.arrays import Floats
from secours.diagnosis.engine.costs import HANDOVER_MINUTES, check_minutes, needs_travel
from secours.diagnosis.engine.knowledge import Check, Remedy, Situation
from secours.diagnosis.engine.permitted import may_propose
from secours.diagnosis.engine.posterior import answered_yes
from secours.diagnosis.engine.repair import Plan, by_chance_over_cost, expected_minutes, planned, without
from secours.diagnosis.engine.session import RELIABILITY, Context
from secours.diagnosis.engine.step import Forecast, Shift, Step

REMEDIES_WEIGHED: Final = 4
"""Of the remedies, only the best few by chance over cost are weighed in full."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """Where a session stands. `ecr` is the expected cost in minutes if nothing more is asked."""

    situation: Situation
    context: Context
    beliefs: Floats
    remedies: list[tuple[int, Remedy]]
    plan: Plan
    ecr: float


def outlook(
    situation: Situation,
    beliefs: Floats,
    remedies: list[tuple[int, Remedy]],
    context: Context,
    horizon: int | None,
) -> Outlook:
    plan = planned(situation.arrays, remedies, context, horizon)
    ecr = float(expected_minutes(plan, beliefs[np.newaxis])[0])
    return Outlook(situation, context, beliefs, remedies, plan, ecr)


def weighed_checks(now: Outlook, checks: list[Check], keep: int = 3) -> list[Step]:
    """The best questions, best first; equals keep the order given."""
    if not checks:
        return []
    after, chance = _answers(now, checks)
    arrived = np.array([needs_travel(check) for check in checks] * 2, dtype=np.bool_)
    then = (chance * expected_minutes(now.plan, after, arrived)).reshape(2, -1).sum(axis=0)
    takes = np.array([check_minutes(check, now.context) for check in checks])
    expected = np.round(takes + then, 9)
    return [
        Step(
            kind="ask",
            id=checks[i].id,
            saving_minutes=round(now.ecr - float(expected[i]), 9),
            expected_minutes=float(expected[i]),
            takes_minutes=float(takes[i]),
            if_yes=_forecast(now, after[i], float(chance[i])),
            if_no=_forecast(now, after[i + len(checks)], float(chance[i + len(checks)])),
        )
        for i in np.argsort(expected, kind="stable")[:keep].tolist()
    ]


def weighed_remedies(now: Outlook, keep: int = 3) -> list[Step]:
    """The best remedies that may be proposed to this audience, best first."""
    order: list[int] = by_chance_over_cost(now.plan, now.beliefs).tolist()
    open_ = [i for i in order if may_propose(now.remedies[i][1], now.context)]
    steps = [_attempt(now, position) for position in open_[:REMEDIES_WEIGHED]]
    return sorted(steps, key=lambda step: step.expected_minutes)[:keep]


def _answers(now: Outlook, checks: list[Check]) -> tuple[Floats, Floats]:
    """Beliefs after each "yes", then after each "no" (2n, causes + 1), and the chance of each (2n)."""
    arrays = now.situation.arrays
    rows = [arrays.check_index[check.id] for check in checks]
    yes = answered_yes(arrays.yes[rows], RELIABILITY[now.context.audience])
    joint = np.concatenate([now.beliefs * yes, now.beliefs * (1.0 - yes)])
    chance = joint.sum(axis=1)
    return joint / chance[:, np.newaxis], chance


def _forecast(now: Outlook, after: Floats, chance: float) -> Forecast | None:
    if not now.situation.causes:
        return None
    lead = int(np.argmax(np.round(after[:-1], 12)))
    fallen = int(np.argmax(np.round((now.beliefs - after)[:-1], 12)))
    return Forecast(
        probability=chance,
        cause_id=now.situation.causes[lead].id,
        before=float(now.beliefs[lead]),
        after=float(after[lead]),
        fallen=Shift(now.situation.causes[fallen].id, float(now.beliefs[fallen]), float(after[fallen])),
    )


def _attempt(now: Outlook, position: int) -> Step:
    row, remedy = now.remedies[position]
    failing = now.beliefs * (1.0 - now.situation.arrays.success[row])
    chance = 1.0 - float(failing.sum())
    takes = float(now.plan.minutes[position]) + _entry(now, position)
    then = without(now.plan, now.situation.arrays, position)
    arrived = np.array([bool(now.plan.travels[position])])
    after = float(expected_minutes(then, failing[np.newaxis] / failing.sum(), arrived)[0])
    expected = round(takes + (1.0 - chance) * after, 9)
    saving = round(now.context.escalation_minutes - expected, 9)
    return Step("remedy", remedy.id, saving, expected, takes, chance=chance)


def _entry(now: Outlook, position: int) -> float:
    travel = now.plan.travel if now.plan.travels[position] else 0.0
    return travel + (HANDOVER_MINUTES if now.plan.handed[position] else 0.0)
