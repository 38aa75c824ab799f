"""From the starter pack to the tickets of the house: partial pooling of counts.

Each mean m of a broader level counts for k cases: p = (k m + n) / (k + N), with k = 10 for priors, 4 for
likelihoods, 5 for remedies. `learned(pack, everywhere, client, site)` pools level after level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Any, Final

from secours.diagnosis.engine.arrays import CLIP, CLIP_UNREVIEWED
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
    clipped = min(max(probability, CLIP), 1.0 - CLIP)
    return log(clipped / (1.0 - clipped))


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
    return replace(remedy, p_success=_clipped(mean, CLIP))


def _pooled_checks(situation: Situation, counts: Counts) -> tuple[Check, ...]:
    """A counted answer makes a link of its own; `p_yes_otherwise` stays what unlinked causes share."""
    margins = {cause.id: CLIP if cause.reviewed else CLIP_UNREVIEWED for cause in situation.causes}
    margins[OTHER] = max(margins.values(), default=CLIP)
    pooled = {check.id: dict(check.p_yes) for check in situation.checks}
    checks = {check.id: check for check in situation.checks}
    for (check_id, cause_id), (yes, no) in counts.answers.items():
        if check_id in pooled and cause_id in margins:
            mean = checks[check_id].likelihood(cause_id)
            pooled[check_id][cause_id] = pooled_mean(mean, ANSWER_STRENGTH, yes, yes + no)
    return tuple(replace(check, p_yes=_clipped_all(pooled[check.id], margins)) for check in situation.checks)


def _clipped_all(p_yes: dict[Id, float], margins: dict[Id, float]) -> dict[Id, float]:
    return {cause_id: _clipped(p, margins.get(cause_id, CLIP)) for cause_id, p in p_yes.items()}


def _clipped(probability: float, margin: float) -> float:
    return min(max(probability, margin), 1.0 - margin)
