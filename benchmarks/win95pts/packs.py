"""What Secours knows before it plays: a rough pack of expert's words, and closed tickets (diagnosis.md 2.1)."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
from benchmarks.win95pts.worlds import CHECK_MINUTES, REPAIR_MINUTES, Complaint
from numpy.typing import NDArray

from secours.diagnosis.engine import OTHER, Cause, Check, Counts, Remedy, Situation
from secours.diagnosis.engine.words import LIKELIHOODS, PRIORS

CHECKS: Final = tuple(CHECK_MINUTES)
WRONG: Final = 0.25
"""Share of a pack's entries that are one word off."""
RECORDED: Final = 0.4
"""Share of the answers that a closed ticket holds."""
REPAIRED: Final = 0.98


def rough_pack(truth: Complaint, rng: np.random.Generator, wrong: float = WRONG) -> Situation:
    """What an expert would write: words for the truth, `wrong` of them one level off."""
    label = truth.labels
    shares = np.bincount(label, minlength=len(truth.causes) + 1) / len(label)
    causes = [
        Cause(name, _off(PRIORS, float(share), wrong, rng), (repair(name),))
        for name, share in zip(truth.causes, shares, strict=False)
    ]
    checks = [_check(truth, column, wrong, rng) for column in range(len(CHECKS))]
    return Situation(truth.problem, tuple(causes), tuple(checks), _nearest(PRIORS, float(shares[-1])))


def repair(name: str) -> Remedy:
    return Remedy(f"fix {name}", name, REPAIR_MINUTES[name], REPAIRED)


def ticket_counts(closed: Complaint, rng: np.random.Generator) -> Counts:
    """Of closed tickets: their cause, the remedy that worked and a part of the answers."""
    names = (*closed.causes, OTHER)
    causes = Counter(names[column] for column in closed.labels)
    worked = {f"fix {name}": (float(n), float(n)) for name, n in causes.items()}
    return Counts(dict(causes), _answers(closed, names, rng), worked)


def _answers(
    closed: Complaint, names: tuple[str, ...], rng: np.random.Generator
) -> dict[tuple[str, str], tuple[float, float]]:
    recorded = rng.random(closed.answers.shape) < RECORDED
    yes, no = (_tally(closed.labels, told & recorded) for told in (closed.answers, ~closed.answers))
    return {
        (CHECKS[check], names[column]): (float(yes[column, check]), float(no[column, check]))
        for column, check in np.argwhere(yes + no > 0).tolist()
    }


def _tally(label: NDArray[np.intp], told: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(causes + 1, checks): how often something was told where a cause was the one."""
    counted = np.zeros((int(label.max(initial=0)) + 1, told.shape[1]), dtype=np.int64)
    np.add.at(counted, label, told)
    return counted


def _check(truth: Complaint, column: int, wrong: float, rng: np.random.Generator) -> Check:
    answers = truth.answers[:, column]
    p_yes = {
        name: _off(LIKELIHOODS, float(answers[truth.labels == number].mean()), wrong, rng)
        for number, name in enumerate(truth.causes)
        if (truth.labels == number).any()
    }
    usual = _nearest(LIKELIHOODS, float(answers.mean()))
    return Check(CHECKS[column], CHECK_MINUTES[CHECKS[column]], p_yes, usual, order=column)


def _off(levels: dict[str, float], truth: float, wrong: float, rng: np.random.Generator) -> float:
    figures = list(levels.values())
    place = figures.index(_nearest(levels, truth))
    if rng.random() < wrong:
        place += 1 if place == 0 or (place < len(figures) - 1 and rng.random() < 0.5) else -1
    return figures[place]


def _nearest(levels: dict[str, float], truth: float) -> float:
    """Likelihoods are compared by log-odds, priors by ratio, as people's words are (engine/words.py)."""
    scale = _log_odds if levels is LIKELIHOODS else _log
    return min(levels.values(), key=lambda level: abs(scale(level) - scale(truth)))


def _log(share: float) -> float:
    return float(np.log(max(share, 1e-6)))


def _log_odds(share: float) -> float:
    bounded = min(max(share, 1e-6), 1.0 - 1e-6)
    return float(np.log(bounded / (1.0 - bounded)))
