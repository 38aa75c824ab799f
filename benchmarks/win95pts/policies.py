"""Ways to go through one complaint. All but ours know the network itself, as particles that agree with what
was seen; all stop by the same rule: hand over when no remedy is worth its cost against the escalation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from benchmarks.win95pts.packs import CHECKS, repair
from benchmarks.win95pts.worlds import CHECK_MINUTES, REPAIR_MINUTES, Complaint
from numpy.typing import NDArray

from secours.diagnosis.engine import (
    OTHER,
    Attempted,
    Cause,
    Check,
    Context,
    Evidence,
    Situation,
    Step,
    next_step,
)
from secours.diagnosis.engine.options import Outlook, outlook, weighed_checks, weighed_remedies

CONTEXT: Final = Context("tech", max_checks=len(CHECK_MINUTES), max_remedies=len(REPAIR_MINUTES))
CHEAP: Final = ("PrtStatOff", "PrtStatPaper", "PrtStatMem", "PrtIcon")
_EPSILON: Final = 1e-6
Policy = Callable[[Sequence[Evidence], Sequence[Attempted]], Step]


def ours(situation: Situation) -> Policy:
    return lambda evidence, attempts: next_step(situation, evidence, attempts, CONTEXT)


def by_look_ahead(network: Beliefs) -> Policy:
    """One-step value of information with exact beliefs."""

    def policy(evidence: Sequence[Evidence], attempts: Sequence[Attempted]) -> Step:
        now = network.outlook(evidence, attempts, with_checks=True)
        asked = {item.check_id for item in evidence}
        questions = weighed_checks(now, [c for c in now.situation.checks if c.id not in asked])
        options = [step for step in questions if step.saving_minutes > _EPSILON]
        return _cheapest(options + _worth_trying(now))

    return policy


def by_chance_over_cost(network: Beliefs, first: Sequence[str] = ()) -> Policy:
    """Some checks first, whatever they tell; then the remedies by chance over cost."""

    def policy(evidence: Sequence[Evidence], attempts: Sequence[Attempted]) -> Step:
        if len(evidence) < len(first):
            return Step("ask", first[len(evidence)])
        return _cheapest(_worth_trying(network.outlook(evidence, attempts)))

    return policy


def in_order(network: Beliefs, order: Sequence[str]) -> Policy:
    """Causes repaired in a fixed order, as long as any plan is cheaper than handing over."""

    def policy(evidence: Sequence[Evidence], attempts: Sequence[Attempted]) -> Step:
        tried = {str(attempt.remedy_id) for attempt in attempts}
        left = [f"fix {cause}" for cause in order if f"fix {cause}" not in tried]
        worth = bool(left) and network.outlook(evidence, attempts).ecr < CONTEXT.escalation_minutes - _EPSILON
        return Step("remedy", left[0]) if worth else Step("escalate")

    return policy


@dataclass(frozen=True, eq=False)
class Beliefs:
    """What the network itself believes: shares of worlds that agree with what was seen."""

    particles: Complaint

    @cached_property
    def by_prior(self) -> list[str]:
        shares = np.bincount(self.particles.labels, minlength=len(self.particles.causes) + 1)
        return [self.particles.causes[i] for i in np.argsort(-shares[:-1], kind="stable").tolist()]

    @cached_property
    def _situation(self) -> Situation:
        causes = tuple(Cause(name, 1.0, (repair(name),)) for name in self.particles.causes)
        return Situation(self.particles.problem, causes, ())

    def outlook(
        self, evidence: Sequence[Evidence], attempts: Sequence[Attempted], *, with_checks: bool = False
    ) -> Outlook:
        kept = self._agreeing(evidence, attempts)
        label, size = self.particles.labels[kept], len(self.particles.causes) + 1
        shares = np.bincount(label, minlength=size) + 1e-9
        tried = {attempt.remedy_id for attempt in attempts}
        situation = self._with_checks(kept, label, shares) if with_checks else self._situation
        left = [pair for pair in enumerate(situation.arrays.remedies) if pair[1].id not in tried]
        return outlook(situation, shares / shares.sum(), left, CONTEXT, len(left))

    def _agreeing(self, evidence: Sequence[Evidence], attempts: Sequence[Attempted]) -> NDArray[np.intp]:
        kept = np.ones(len(self.particles.labels), dtype=np.bool_)
        for item in evidence:
            kept &= self.particles.answers[:, CHECKS.index(str(item.check_id))] == (item.value == "yes")
        for attempt in attempts:
            cause = str(attempt.remedy_id).removeprefix("fix ")
            kept &= ~self.particles.cures[:, self.particles.causes.index(cause)]
        return np.flatnonzero(kept)

    def _with_checks(
        self, kept: NDArray[np.intp], label: NDArray[np.intp], shares: NDArray[np.float64]
    ) -> Situation:
        """The shares of "yes" under each cause, as likelihoods of a situation."""
        told = self.particles.answers[kept].T
        yes = np.stack([np.bincount(label, weights=column, minlength=len(shares)) for column in told], axis=1)
        chances = yes / shares[:, np.newaxis]
        ids = (*self.particles.causes, OTHER)
        checks = tuple(
            Check(name, CHECK_MINUTES[name], dict(zip(ids, chances[:, column].tolist(), strict=True)), 0.5)
            for column, name in enumerate(CHECKS)
        )
        known = self._situation
        return Situation(known.id, known.causes, checks, known.prior_other)


def _worth_trying(now: Outlook) -> list[Step]:
    bound = CONTEXT.escalation_minutes - _EPSILON
    return [step for step in weighed_remedies(now) if step.expected_minutes < bound]


def _cheapest(options: list[Step]) -> Step:
    return min(options, key=lambda step: step.expected_minutes, default=Step("escalate"))
