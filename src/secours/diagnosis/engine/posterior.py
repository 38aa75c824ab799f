"""How probable each cause is, given the answers and the remedies that failed.

Single-fault mixture with "other" (diagnosis.md 3.2): P(c | e) is proportional to the prior of c times the
likelihood of each answer under c. An answer of reliability r counts as p^r / (p^r + (1 - p)^r): the power of
the specification, normalised so that yes and no still sum to 1. Without the normalisation a doubtful answer
would favour causes near one half whatever it says, and a question could seem to gain from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from secours.diagnosis.engine.arrays import CLIP, Arrays, Floats
from secours.diagnosis.engine.knowledge import OTHER, Id, Situation
from secours.diagnosis.engine.session import Attempted, Evidence, Outcome, answers, outcomes


@dataclass(frozen=True)
class Posterior:
    """Probability of each cause id and of OTHER; they sum to 1."""

    probabilities: dict[Id, float]

    def __getitem__(self, cause_id: Id) -> float:
        return self.probabilities[cause_id]

    @property
    def other(self) -> float:
        return self.probabilities[OTHER]

    def top(self, count: int = 3) -> list[tuple[Id, float]]:
        """The most probable listed causes, best first; equals keep their listed order."""
        listed = [(id_, p) for id_, p in self.probabilities.items() if id_ != OTHER]
        return sorted(listed, key=lambda pair: -pair[1])[:count]


@dataclass(frozen=True, eq=False)
class Factor:
    """One piece of evidence as the engine counts it: log P(it | cause) for every column."""

    kind: str
    id: Id
    value: str
    log_likelihood: Floats


def posterior(
    situation: Situation, evidence: Iterable[Evidence] = (), attempts: Iterable[Attempted] = ()
) -> Posterior:
    """Evidence about checks or remedies of another situation is ignored."""
    beliefs = believed(situation, evidence, attempts)
    return Posterior(dict(zip(situation.arrays.cause_ids, beliefs.tolist(), strict=True)))


def believed(
    situation: Situation, evidence: Iterable[Evidence] = (), attempts: Iterable[Attempted] = ()
) -> Floats:
    """The posterior as a vector: causes in listed order, then "other"."""
    weights = np.log(situation.arrays.prior)
    for factor in factors(situation, evidence, attempts):
        weights = weights + factor.log_likelihood
    return normalised(weights)


def normalised(log_weights: Floats) -> Floats:
    weights: Floats = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    return weights


def factors(
    situation: Situation, evidence: Iterable[Evidence], attempts: Iterable[Attempted]
) -> list[Factor]:
    """What counts, in the situation's own order: the order of arrival changes nothing, to the last bit."""
    arrays = situation.arrays
    return [*_answer_factors(arrays, answers(evidence)), *_attempt_factors(arrays, outcomes(attempts))]


def answered_yes(yes: Floats, reliability: float) -> Floats:
    """P(yes | cause) of an answer that is trusted with this reliability (1 leaves it as it is)."""
    if reliability == 1.0:
        return yes
    for_yes, for_no = yes**reliability, (1.0 - yes) ** reliability
    return for_yes / (for_yes + for_no)


def _answer_factors(arrays: Arrays, given: dict[Id, Evidence]) -> Iterable[Factor]:
    for check_id, row in arrays.check_index.items():
        answer = given.get(check_id)
        if answer is not None:
            yes = answered_yes(arrays.yes[row], answer.reliability)
            likelihood = yes if answer.value == "yes" else 1.0 - yes
            yield Factor("check", check_id, answer.value, np.log(likelihood))


def _attempt_factors(arrays: Arrays, tried: dict[Id, Outcome]) -> Iterable[Factor]:
    """A failure is certain where the remedy cures something else; a cure there is luck (the clip)."""
    for remedy_id, row in arrays.remedy_index.items():
        outcome = tried.get(remedy_id)
        if outcome in ("fixed", "not_fixed"):
            success = arrays.success[row]
            likelihood = np.maximum(success, CLIP) if outcome == "fixed" else 1.0 - success
            yield Factor("remedy", remedy_id, outcome, np.log(likelihood))
