"""From the starter pack to the tickets of the house: partial pooling of counts.

Each mean m of a broader level counts for k cases: p = (k m + n) / (k + N), with k = 10 for priors, 4 for
likelihoods, 5 for remedies. `learned(pack, everywhere, client, site)` pools level after level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Any, Final

from secours.diagnosis.engine.arrays import CLIP, clipped, margin
from secours.diagnosis.engine.knowledge import OTHER, Cause, Check, Id, Remedy, Situation

PRIOR_STRENGTH: Final = 10.0
ANSWER_STRENGTH: Final = 4.0
REMEDY_STRENGTH: Final = 5.0
TEMPERATURE_UNREVIEWED: Final = 0.7


@dataclass(frozen=True)
class Counts:
    """Weighted counts of closed tickets at one level. `causes` and `answers` may hold OTHER.

    answers: (check id, cause id) to (yes, no); remedies: id to (tried, worked).
    """

    causes: Mapping[Any, float] = field(default_factory=dict)
    answers: Mapping[tuple[Any, Any], tuple[float, float]] = field(default_factory=dict)
    remedies: Mapping[Any, tuple[float, float]] = field(default_factory=dict)


def learned(situation: Situation, counts: Counts, *narrower: Counts) -> Situation:
    """The situation with posterior means. Call it on the pack's own situation, never on a learned one: what
    no technician has reviewed is first moved towards "tells nothing" (temperature .7), once."""
    result = replace(situation, checks=tuple(_tempered(check, situation) for check in situation.checks))
    for level in (counts, *narrower):
        result = _pooled(result, level)
    return result


def pooled_mean(mean: float, strength: float, successes: float, trials: float) -> float:
    return (strength * mean + successes) / (strength + trials)


def _tempered(check: Check, situation: Situation) -> Check:
    """Shrunk in log-odds towards the check's usual answer, so that unlinked causes stay unlinked."""
    usual = _logit(check.p_yes_otherwise)
    p_yes = {
        cause_id: p
        if cause_id == OTHER or situation.cause(cause_id).reviewed
        else _probability(usual + TEMPERATURE_UNREVIEWED * (_logit(p) - usual))
        for cause_id, p in check.p_yes.items()
    }
    return replace(check, p_yes=p_yes)


def _logit(probability: float) -> float:
    bounded = clipped(probability, CLIP)
    return log(bounded / (1.0 - bounded))


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + exp(-logit))


def _pooled(situation: Situation, counts: Counts) -> Situation:
    prior = _pooled_priors(situation, counts)
    return replace(
        situation,
        causes=tuple(_pooled_cause(cause, prior[cause.id], counts) for cause in situation.causes),
        checks=_pooled_checks(situation, counts),
        prior_other=prior[OTHER],
    )


def _pooled_priors(situation: Situation, counts: Counts) -> dict[Id, float]:
    arrays = situation.arrays
    seen = {cause_id: counts.causes.get(cause_id, 0.0) for cause_id in arrays.cause_ids}
    total = sum(seen.values())
    return {
        cause_id: pooled_mean(mean, PRIOR_STRENGTH, seen[cause_id], total)
        for cause_id, mean in zip(arrays.cause_ids, arrays.prior.tolist(), strict=True)
    }


def _pooled_cause(cause: Cause, prior: float, counts: Counts) -> Cause:
    return replace(cause, prior=prior, remedies=tuple(_pooled_remedy(r, counts) for r in cause.remedies))


def _pooled_remedy(remedy: Remedy, counts: Counts) -> Remedy:
    tried, worked = counts.remedies.get(remedy.id, (0.0, 0.0))
    mean = pooled_mean(remedy.p_success, REMEDY_STRENGTH, worked, tried)
    return replace(remedy, p_success=clipped(mean, CLIP))


def _pooled_checks(situation: Situation, counts: Counts) -> tuple[Check, ...]:
    """A counted answer makes a link of its own; `p_yes_otherwise` stays what unlinked causes share."""
    known = set(situation.arrays.cause_ids)
    seen: dict[Id, dict[Id, tuple[float, float]]] = {check.id: {} for check in situation.checks}
    for (check_id, cause_id), answered in counts.answers.items():
        if check_id in seen and cause_id in known:
            seen[check_id][cause_id] = answered
    return tuple(_pooled_check(check, situation, seen[check.id]) for check in situation.checks)


def _pooled_check(check: Check, situation: Situation, seen: dict[Id, tuple[float, float]]) -> Check:
    p_yes, counted = dict(check.p_yes), dict(check.counted)
    for cause_id, (yes, no) in seen.items():
        counted[cause_id] = counted.get(cause_id, 0.0) + yes + no
        mean = pooled_mean(check.likelihood(cause_id), ANSWER_STRENGTH, yes, yes + no)
        p_yes[cause_id] = clipped(mean, margin(_is_reviewed(situation, cause_id), counted[cause_id]))
    return replace(check, p_yes=p_yes, counted=counted)


def _is_reviewed(situation: Situation, cause_id: Id) -> bool:
    """OTHER is as well known as the least known cause."""
    if cause_id == OTHER:
        return all(cause.reviewed for cause in situation.causes)
    return situation.cause(cause_id).reviewed
