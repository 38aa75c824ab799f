"""The knowledge of one situation as matrices, so that a step is a handful of NumPy operations.

Columns are causes in their listed order, the last one is "other". Rows are checks or remedies. Every
likelihood is clipped here, so that no answer whatever can exclude a cause.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from secours.diagnosis.engine.knowledge import Cause, Check, Remedy

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLIP: Final = 0.02
CLIP_UNREVIEWED: Final = 0.05
HALFWAY: Final = 4.0
FLOOR_PRIOR: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Arrays:
    """`prior` (causes + 1), `yes` (checks, causes + 1), `success` (remedies, causes + 1; 0 where not linked).

    `siblings` lists (column, remedy rows) of each cause that has more than one remedy.
    """

    prior: Floats
    yes: Floats
    success: Floats
    remedies: tuple[Remedy, ...]
    cause_ids: tuple[Hashable, ...]
    cause_index: dict[Hashable, int]
    check_index: dict[Hashable, int]
    remedy_index: dict[Hashable, int]
    siblings: tuple[tuple[int, NDArray[np.intp]], ...]


def compiled(causes: tuple[Cause, ...], checks: tuple[Check, ...], prior_other: float, other: str) -> Arrays:
    """Matrices of a situation; priors are normalised, a remedy id met twice becomes one row."""
    remedies = tuple({remedy.id: remedy for cause in causes for remedy in cause.remedies}.values())
    remedy_index = {remedy.id: row for row, remedy in enumerate(remedies)}
    cause_ids: tuple[Hashable, ...] = (*(cause.id for cause in causes), other)
    success = _success(causes, remedy_index)
    return Arrays(
        prior=_prior(causes, prior_other),
        yes=_yes(causes, checks, other),
        success=success,
        remedies=remedies,
        cause_ids=cause_ids,
        cause_index={cause_id: column for column, cause_id in enumerate(cause_ids)},
        check_index={check.id: row for row, check in enumerate(checks)},
        remedy_index=remedy_index,
        siblings=_siblings(success),
    )


def margin(is_reviewed: bool, counted: float = 0.0) -> float:
    """How near 0 or 1 a likelihood may come. Answers counted in tickets do what a review does: measured on
    win95pts Problem1, a margin that stayed wide cost two minutes a session after 3,000 tickets."""
    if is_reviewed:
        return CLIP
    return CLIP + (CLIP_UNREVIEWED - CLIP) * HALFWAY / (HALFWAY + counted)


def clipped(probability: float, least: float) -> float:
    return min(max(probability, least), 1.0 - least)


def _prior(causes: tuple[Cause, ...], prior_other: float) -> Floats:
    prior = np.array([*(cause.prior for cause in causes), prior_other], dtype=np.float64)
    prior = np.maximum(prior, FLOOR_PRIOR)
    normalised: Floats = prior / prior.sum()
    return normalised


def _yes(causes: tuple[Cause, ...], checks: tuple[Check, ...], other: str) -> Floats:
    """A pack entry is reviewed as a whole, so unlinked causes and "other" share one margin: were it not so,
    the margin itself would tell them apart."""
    reviewed: dict[Hashable, bool] = {cause.id: cause.reviewed for cause in causes}
    reviewed[other] = all(reviewed.values())
    columns = {cause.id: column for column, cause in enumerate(causes)} | {other: len(causes)}
    yes = np.empty((len(checks), len(columns)), dtype=np.float64)
    for row, check in enumerate(checks):
        yes[row] = clipped(check.p_yes_otherwise, margin(reviewed[other]))
        for cause_id, probability in check.p_yes.items():
            if cause_id in columns:
                least = margin(reviewed[cause_id], check.counted.get(cause_id, 0.0))
                yes[row, columns[cause_id]] = clipped(probability, least)
    return yes


def _success(causes: tuple[Cause, ...], remedy_index: dict[Hashable, int]) -> Floats:
    success = np.zeros((len(remedy_index), len(causes) + 1), dtype=np.float64)
    for column, cause in enumerate(causes):
        for remedy in cause.remedies:
            success[remedy_index[remedy.id], column] = clipped(remedy.p_success, CLIP)
    return success


def _siblings(success: Floats) -> tuple[tuple[int, NDArray[np.intp]], ...]:
    many = np.flatnonzero((success > 0).sum(axis=0) > 1)
    return tuple((int(column), np.flatnonzero(success[:, column])) for column in many)
