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
    advised = _Advised(policy)
    figures = [_session(advised, worlds, number) for number in range(len(worlds.luck))]
    return Sessions(np.array(figures, dtype=np.float64), advised.milliseconds)


class _Advised:
    """A policy is deterministic: what it advised after the same answers and attempts is not worked out again."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.known: dict[tuple[object, ...], Step] = {}
        self.milliseconds: list[float] = []

    def __call__(self, evidence: list[Evidence], attempts: list[Attempted]) -> Step:
        key = (*((e.check_id, e.value) for e in evidence), None, *(a.remedy_id for a in attempts))
        if key not in self.known:
            start = perf_counter()
            self.known[key] = self.policy(evidence, attempts)
            self.milliseconds.append((perf_counter() - start) * 1000)
        return self.known[key]


def _session(advised: _Advised, worlds: Complaint, world: int) -> tuple[float, ...]:
    evidence: list[Evidence] = []
    attempts: list[Attempted] = []
    repaired: frozenset[str] = frozenset()
    minutes = 0.0
    while (step := advised(evidence, attempts)).kind in ("ask", "remedy"):
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
