"""Expected cost of repair (ECR): what is still to be spent if remedies are tried in the best order.

For one fault and independent remedies, trying them by chance of cure over cost is optimal, and one may stop
and escalate after any of them: ECR = min over k of sum(i<=k) c_i (1 - sum(j<i) p_j) + C (1 - sum(j<=k) p_j).
Travel and hand-over are costs of a group, paid by its first member; the order is tried with and without
them, and the cheaper one is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secours.diagnosis.engine.arrays import Arrays, Flags, Floats
from secours.diagnosis.engine.costs import HANDOVER_MINUTES, needs_travel, remedy_minutes, travel_minutes
from secours.diagnosis.engine.knowledge import Remedy
from secours.diagnosis.engine.permitted import may_propose
from secours.diagnosis.engine.session import Context

LONGEST: Final = 12
"""Remedies counted in one sequence: nobody tries more before calling for help, and it bounds the work."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The remedies that are left, as columns of one calculation.

    `success` (remedies, causes + 1) is the chance of cure given that better remedies of the same cause have
    failed. `horizon` is how many may still be tried; `escalation` what giving up costs, in minutes.
    """

    rows: NDArray[np.intp]
    success: Floats
    minutes: Floats
    travels: Flags
    handed: Flags
    travel: float
    handover: float
    escalation: float
    horizon: int

    @cached_property
    def links(self) -> tuple[NDArray[np.intp], Floats, NDArray[np.intp]]:
        """The linked pairs of `success`, remedy after remedy: cause column, chance, start of each remedy."""
        rows, columns = np.nonzero(self.success)
        return columns, self.success[rows, columns], np.searchsorted(rows, np.arange(len(self.rows)))

    @cached_property
    def groups(self) -> bool:
        """Whether any remedy still has to pay an entry."""
        return bool(self.travel > 0 and self.travels.any()) or bool(self.handed.any())


def planned(
    arrays: Arrays, remedies: list[tuple[int, Remedy]], context: Context, horizon: int | None = None
) -> Plan:
    """`horizon` None: no limit (a user's session goes on with a technician)."""
    rows = np.array([row for row, _ in remedies], dtype=np.intp)
    minutes = np.array([remedy_minutes(remedy, context) for _, remedy in remedies], dtype=np.float64)
    return Plan(
        rows=rows,
        success=_successive(arrays, arrays.success[rows], rows, minutes),
        minutes=minutes,
        travels=np.array([needs_travel(remedy) for _, remedy in remedies], dtype=np.bool_),
        handed=np.array([not may_propose(remedy, context) for _, remedy in remedies], dtype=np.bool_),
        travel=travel_minutes(context),
        handover=HANDOVER_MINUTES,
        escalation=context.escalation_minutes,
        horizon=min(LONGEST if horizon is None else horizon, LONGEST, len(remedies)),
    )


def without(plan: Plan, arrays: Arrays, position: int) -> Plan:
    """The plan once this remedy has been tried and has failed."""
    rows, minutes = np.delete(plan.rows, position), np.delete(plan.minutes, position)
    touched = np.flatnonzero(plan.success[position])
    success = np.delete(plan.success, position, axis=0)
    success[:, touched] = arrays.success[np.ix_(rows, touched)]
    return replace(
        plan,
        rows=rows,
        minutes=minutes,
        success=_successive(arrays, success, rows, minutes, frozenset(touched.tolist())),
        travels=np.delete(plan.travels, position),
        handed=np.delete(plan.handed, position),
        horizon=min(plan.horizon - 1, len(rows)),
    )


def expected_minutes(plan: Plan, beliefs: Floats, arrived: Flags | None = None) -> Floats:
    """ECR for each row of beliefs (n, causes + 1). `arrived`: rows in which the travel is already paid."""
    if plan.horizon <= 0:
        return np.full(len(beliefs), plan.escalation)
    chances = _chances(plan, beliefs)
    travel = np.full((len(beliefs), 1), plan.travel)
    if arrived is not None:
        travel[arrived] = 0.0
    return _cheapest(plan, chances, travel)


def by_chance_over_cost(plan: Plan, beliefs: Floats) -> NDArray[np.intp]:
    """Positions in the plan, best remedy first; equals keep their listed order."""
    if not len(plan.rows):
        return np.empty(0, dtype=np.intp)
    chances = _chances(plan, beliefs[np.newaxis])[0]
    return np.argsort(-_rounded(chances / (plan.minutes + _entries(plan, plan.travel))), kind="stable")


def _chances(plan: Plan, beliefs: Floats) -> Floats:
    """Chance of cure of each remedy, for each row of beliefs. A product by links, not by matrices: few causes
    share a remedy, and BLAS would wake threads that a busy machine has no core for."""
    columns, values, starts = plan.links
    chances: Floats = beliefs[:, columns] * values
    return chances if len(columns) == len(starts) else np.add.reduceat(chances, starts, axis=1)


def _successive(
    arrays: Arrays,
    success: Floats,
    rows: NDArray[np.intp],
    minutes: Floats,
    only: frozenset[int] | None = None,
) -> Floats:
    """Turns raw chances, in place, into those after better remedies of the same cause have failed."""
    position = np.full(len(arrays.remedies), -1, dtype=np.intp)
    position[rows] = np.arange(len(rows))
    for column, members in arrays.siblings:
        if only is None or column in only:
            here = position[members]
            here = here[here >= 0]
            chance = success[here, column]
            order = (-chance / minutes[here]).argsort(kind="stable")
            before = (1.0 - chance[order]).cumprod() / (1.0 - chance[order])
            success[here[order], column] = chance[order] * before
    return success


def _cheapest(plan: Plan, chances: Floats, travel: Floats) -> Floats:
    bare = _sequence(plan, chances, travel, plan.minutes)
    if not plan.groups:
        return bare
    charged: Floats = _sequence(plan, chances, travel, plan.minutes + _entries(plan, travel))
    return np.minimum(bare, charged)


def _entries(plan: Plan, travel: Floats | float) -> Floats:
    entries: Floats = travel * plan.travels + plan.handover * plan.handed
    return entries


def _sequence(plan: Plan, chances: Floats, travel: Floats, weights: Floats) -> Floats:
    """ECR of the order by chance over `weights`."""
    order = _best_first(chances / weights, plan.horizon)
    chance = chances[np.arange(len(chances))[:, np.newaxis], order]
    minutes = plan.minutes[order]
    if plan.groups:
        minutes += travel * _first(plan.travels[order]) + plan.handover * _first(plan.handed[order])
    cured = np.cumsum(chance, axis=1)
    spent = np.cumsum(minutes * (1.0 - cured + chance), axis=1)
    stopping = (spent + plan.escalation * (1.0 - cured)).min(axis=1)
    bounded: Floats = np.minimum(stopping, plan.escalation)
    return bounded


def _best_first(values: Floats, count: int) -> NDArray[np.intp]:
    """Positions of the `count` greatest values of each row, greatest first."""
    if count >= values.shape[1]:
        return np.argsort(-values, axis=1, kind="stable")
    best = np.sort(np.argpartition(-values, count, axis=1)[:, :count], axis=1)
    order = np.argsort(-np.take_along_axis(values, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def _first(members: Flags) -> Flags:
    """Marks the first member of a group in each row."""
    marked: Flags = members & (np.cumsum(members, axis=1) == 1)
    return marked


def _rounded(values: Floats) -> Floats:
    """The last bits of a product depend on the machine; an order must not."""
    return np.round(values, 9)
