"""Why a cause is where it is: what each answer and each failed remedy added, in the engine's own figures.

A contribution is log P(e_k | c) - log P(e_k | what stands before it), taken in the situation's own order, so
that they add up exactly to log posterior(c) - log prior(c).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from secours.diagnosis.engine.knowledge import Id, Situation
from secours.diagnosis.engine.posterior import Factor, factors, normalised
from secours.diagnosis.engine.session import Attempted, Evidence


@dataclass(frozen=True)
class Contribution:
    """One reason. `weight` is in nats: above 0 for the cause, below 0 against it."""

    check_id: Id | None
    remedy_id: Id | None
    value: str
    weight: float

    @property
    def sign(self) -> int:
        """1 speaks for the cause, -1 against, 0 says nothing that a person would notice."""
        return 0 if abs(self.weight) < 0.005 else (1 if self.weight > 0 else -1)


def explain(
    situation: Situation,
    evidence: Iterable[Evidence],
    attempts: Iterable[Attempted],
    cause_id: Id,
    most: int | None = 3,
) -> list[Contribution]:
    """The reasons with the most weight, for or against; all of them with `most=None`.

    `cause_id` may be OTHER. Raises KeyError for a cause that is not of this situation.
    """
    reasons = _contributions(situation, factors(situation, evidence, attempts), cause_id)
    return sorted(reasons, key=lambda reason: -round(abs(reason.weight), 12))[:most]


def _contributions(situation: Situation, found: list[Factor], cause_id: Id) -> list[Contribution]:
    column = situation.arrays.cause_index[cause_id]
    log_beliefs = np.log(situation.arrays.prior)
    reasons = []
    for factor in found:
        expected = float(np.log((np.exp(factor.log_likelihood) * normalised(log_beliefs)).sum()))
        reasons.append(_contribution(factor, float(factor.log_likelihood[column]) - expected))
        log_beliefs = log_beliefs + factor.log_likelihood
    return reasons


def _contribution(factor: Factor, weight: float) -> Contribution:
    is_check = factor.kind == "check"
    return Contribution(
        factor.id if is_check else None, None if is_check else factor.id, factor.value, weight
    )
