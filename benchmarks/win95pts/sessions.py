"""Sessions: a policy goes through a world until it works again or is handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import numpy as np
from benchmarks.win95pts.policies import CONTEXT, Policy
from benchmarks.win95pts.worlds import CHECK_MINUTES, REPAIR_MINUTES, Complaint
from numpy.typing import NDArray

from secours.diagnosis.engine import Attempted, Evidence, Step

MEASURES: Final = ("minutes", "checks", "remedies", "escalated")


@dataclass
class Sessions:
    """`figures` (worlds, MEASURES); `steps`: milliseconds that each step took the policy."""

    figures: NDArray[np.float64]
    steps: list[float] = field(default_factory=list)


def played(policy: Policy, worlds: Complaint) -> Sessions:
    steps: list[float] = []
    figures = [_session(policy, worlds, number, steps) for number in range(len(worlds.luck))]
    return Sessions(np.array(figures, dtype=np.float64), steps)


def _session(policy: Policy, worlds: Complaint, world: int, steps: list[float]) -> tuple[float, ...]:
    evidence: list[Evidence] = []
    attempts: list[Attempted] = []
    repaired: frozenset[str] = frozenset()
    minutes = 0.0
    while (step := _timed(policy, evidence, attempts, steps)).kind in ("ask", "remedy"):
        if step.kind == "ask":
            check = str(step.id)
            minutes += CHECK_MINUTES[check]
            evidence.append(Evidence(check, "yes" if worlds.is_bad(world, repaired, check) else "no", "tech"))
            continue
        cause = str(step.id).removeprefix("fix ")
        minutes += REPAIR_MINUTES[cause]
        repaired |= {cause}
        is_fixed = not worlds.is_bad(world, repaired, worlds.problem)
        attempts.append(Attempted(str(step.id), "fixed" if is_fixed else "not_fixed"))
        if is_fixed:
            return minutes, len(evidence), len(attempts), 0.0
    return minutes + CONTEXT.escalation_minutes, len(evidence), len(attempts), 1.0


def _timed(policy: Policy, evidence: list[Evidence], attempts: list[Attempted], steps: list[float]) -> Step:
    start = perf_counter()
    step = policy(evidence, attempts)
    steps.append((perf_counter() - start) * 1000)
    return step
