"""How often the true cause is among the first, after so many checks, and whether probabilities keep their word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from benchmarks.win95pts.packs import CHECKS
from benchmarks.win95pts.worlds import Complaint
from numpy.typing import NDArray

from secours.diagnosis.engine import Evidence, Situation, posterior

AFTER: Final = (0, 1, 3, 5)
BINS: Final = 15
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sighting:
    """Of one problem: `places` (worlds, AFTER) is where the true cause stands, 0 is first; worlds that one repair
    cures. `confidence`, `right` (all worlds): after every check, of the best class, "other" included."""

    places: NDArray[np.intp]
    confidence: Floats
    right: NDArray[np.bool_]


def sighted(situation: Situation, worlds: Complaint) -> Sighting:
    """Checks in the order of the information that the situation itself expects of them."""
    single = np.flatnonzero(worlds.cures.any(axis=1))
    places = [_places(situation, worlds, int(world)) for world in single]
    after_all = np.array([_beliefs(situation, _told(worlds, w, CHECKS)) for w in range(len(worlds.luck))])
    best = after_all.argmax(axis=1)
    # "Other" is right where no single repair cures; a cause, where its repair does.
    cured = np.concatenate([worlds.cures, ~worlds.cures.any(axis=1, keepdims=True)], axis=1)
    rows = np.arange(len(best))
    return Sighting(np.array(places, dtype=np.intp), after_all[rows, best], cured[rows, best])


def within(sighting: Sighting, most: int) -> Floats:
    """Share of the worlds whose cause is among the first `most`, after each number of checks."""
    return (sighting.places < most).mean(axis=0)


def calibration_error(confidence: Floats, right: NDArray[np.bool_], weights: Floats) -> float:
    """ECE with 15 bins of equal width (Guo et al. 2017)."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = (np.abs(np.sum((weights * (right - confidence))[bins == b])) for b in range(BINS))
    return float(sum(gaps) / weights.sum())


def _places(situation: Situation, worlds: Complaint, world: int) -> list[int]:
    evidence: list[Evidence] = []
    found = []
    for count in range(max(AFTER) + 1):
        beliefs = _beliefs(situation, evidence)
        if count in AFTER:
            order = np.argsort(-beliefs[:-1], kind="stable")
            found.append(int(np.flatnonzero(worlds.cures[world, order])[0]))
        check = _most_telling(situation, beliefs, {str(item.check_id) for item in evidence})
        evidence += _told(worlds, world, (check,))
    return found


def _told(worlds: Complaint, world: int, checks: tuple[str, ...]) -> list[Evidence]:
    return [
        Evidence(check, "yes" if worlds.answers[world, CHECKS.index(check)] else "no", "tech")
        for check in checks
    ]


def _beliefs(situation: Situation, evidence: list[Evidence]) -> Floats:
    found = posterior(situation, evidence).probabilities
    return np.array([found[cause_id] for cause_id in situation.arrays.cause_ids])


def _most_telling(situation: Situation, beliefs: Floats, asked: set[str]) -> str:
    yes = situation.arrays.yes
    joint = np.stack([beliefs * yes, beliefs * (1.0 - yes)])
    chance = joint.sum(axis=2)
    after = joint / chance[:, :, np.newaxis]
    left = -(chance * -(after * np.log(after + 1e-300)).sum(axis=2)).sum(axis=0)
    order = np.argsort(-left, kind="stable")
    names = [str(situation.checks[int(row)].id) for row in order]
    return next(name for name in names if name not in asked)
