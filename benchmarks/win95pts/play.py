"""Plays win95pts (diagnosis.md 2.1 and 4): `PYTHONPATH=src:. python -m benchmarks.win95pts.play [WORLDS]`.

Every policy meets the same worlds and stops by the same rule. "exact" knows the network (particles that agree
with the answers); "ours" knows a rough pack (five words, a quarter of them one level off) and N tickets per
problem, each with 40 % of its answers. Prints a JSON line per policy: minutes weighted by problem rate.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np
from benchmarks.win95pts.network import read
from benchmarks.win95pts.worlds import CHECK_MINUTES, REPAIR_MINUTES, Complaint, complaint
from numpy.typing import NDArray

from secours.diagnosis.engine import (
    OTHER,
    Attempted,
    Cause,
    Check,
    Context,
    Counts,
    Evidence,
    Remedy,
    Situation,
    Step,
    learned,
    next_step,
)
from secours.diagnosis.engine.options import outlook, weighed_checks, weighed_remedies
from secours.diagnosis.engine.words import LIKELIHOODS, PRIORS

CONTEXT = Context("tech", max_checks=len(CHECK_MINUTES), max_remedies=len(REPAIR_MINUTES))
CHECKS = tuple(CHECK_MINUTES)
TICKETS = (0, 30, 100, 300, 1_000)
Policy = Callable[[list[Evidence], list[Attempted]], Step]


def word_for(probability: float) -> str:
    """The nearest of the five words, by log-odds: .97 and .90 differ more than .52 and .45."""
    return min(LIKELIHOODS, key=lambda word: abs(_logit(LIKELIHOODS[word]) - _logit(probability)))


def prior_word_for(probability: float) -> str:
    """The nearest of the four words, by ratio."""
    return min(PRIORS, key=lambda word: abs(log(PRIORS[word]) - log(max(probability, 1e-6))))


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1.0 - 1e-6)
    return log(clipped / (1.0 - clipped))


@dataclass(frozen=True)
class Played:
    minutes: float
    checks: int
    remedies: int
    escalated: bool


def labels(found: Complaint) -> NDArray[np.intp]:
    """The cause whose repair cures each world (column), or the number of causes where none alone does."""
    return np.where(found.cures.any(axis=1), found.cures.argmax(axis=1), len(found.causes))


def rough_pack(found: Complaint, wrong: float, rng: np.random.Generator) -> Situation:
    """What an expert would write: words for the truth, `wrong` of them one level off."""
    label = labels(found)
    priors = np.bincount(label, minlength=len(found.causes) + 1) / len(label)
    causes = [
        Cause(name, _off(PRIORS, prior_word_for(float(p)), wrong, rng), (_repair(name),))
        for name, p in zip(found.causes, priors, strict=False)
    ]
    checks = [_written(found, label, column, wrong, rng) for column in range(len(CHECKS))]
    return Situation(found.problem, tuple(causes), tuple(checks), PRIORS[prior_word_for(float(priors[-1]))])


def ticket_counts(found: Complaint, rng: np.random.Generator) -> Counts:
    """Closed tickets with their cause, the remedy that worked and 40 % of the answers."""
    names = (*found.causes, OTHER)
    causes = Counter(names[column] for column in labels(found))
    answers: dict[tuple[str, str], tuple[float, float]] = {}
    recorded = rng.random(found.answers.shape) < 0.4
    for world, column in enumerate(labels(found)):
        for check in np.flatnonzero(recorded[world]):
            yes, no = answers.get((CHECKS[check], names[column]), (0.0, 0.0))
            said = bool(found.answers[world, check])
            answers[CHECKS[check], names[column]] = (yes + said, no + (not said))
    worked = {f"fix {name}": (float(n), float(n)) for name, n in causes.items()}
    return Counts(dict(causes), answers, worked)


def ours(situation: Situation) -> Policy:
    return lambda evidence, attempts: next_step(situation, evidence, attempts, CONTEXT)


def exact(situation: Situation, particles: Complaint, ask: bool = True) -> Policy:
    """The same look-ahead on the beliefs of the network itself; without `ask`, chance over cost."""
    label = labels(particles)

    def policy(evidence: list[Evidence], attempts: list[Attempted]) -> Step:
        kept = np.ones(len(label), dtype=np.bool_)
        for item in evidence:
            kept &= particles.answers[:, CHECKS.index(str(item.check_id))] == (item.value == "yes")
        failed = {situation.arrays.remedy_index[attempt.remedy_id] for attempt in attempts}
        kept &= ~np.isin(label, list(failed))
        left = [pair for pair in enumerate(situation.arrays.remedies) if pair[0] not in failed]
        asked = {item.check_id for item in evidence}
        open_ = [check for check in situation.checks if ask and check.id not in asked]
        return _exact_step(situation, particles.answers[kept], label[kept], open_, left)

    return policy


def played(policy: Policy, found: Complaint) -> list[Played]:
    return [_session(policy, found, world) for world in range(len(found.luck))]


def _exact_step(
    situation: Situation,
    answers: NDArray[np.bool_],
    label: NDArray[np.intp],
    open_: list[Check],
    left: list[tuple[int, Remedy]],
) -> Step:
    """Beliefs are shares of the particles; those given an answer become the likelihoods of a situation."""
    size = len(situation.causes) + 1
    shares = np.bincount(label, minlength=size) + 1e-9
    yes = [np.bincount(label[answers[:, CHECKS.index(str(c.id))]], minlength=size) for c in open_]
    ids = (*(cause.id for cause in situation.causes), OTHER)
    checks = tuple(
        Check(c.id, c.minutes, dict(zip(ids, (row / shares).tolist(), strict=True)), 0.5)
        for c, row in zip(open_, yes, strict=True)
    )
    here = Situation(situation.id, situation.causes, checks, situation.prior_other)
    now = outlook(here, shares / shares.sum(), left, CONTEXT, len(left))
    options = [step for step in weighed_checks(now, list(checks)) if step.saving_minutes > 1e-6]
    options += [step for step in weighed_remedies(now) if step.expected_minutes < 60.0 - 1e-6]
    return min(options, key=lambda step: step.expected_minutes, default=Step("escalate"))


def _repair(name: str) -> Remedy:
    return Remedy(f"fix {name}", name, REPAIR_MINUTES[name], 0.98)


def _written(
    found: Complaint, label: NDArray[np.intp], column: int, wrong: float, rng: np.random.Generator
) -> Check:
    answers = found.answers[:, column]
    p_yes = {
        name: _off(LIKELIHOODS, word_for(float(answers[label == number].mean())), wrong, rng)
        for number, name in enumerate(found.causes)
        if (label == number).any()
    }
    usual = LIKELIHOODS[word_for(float(answers.mean()))]
    return Check(CHECKS[column], CHECK_MINUTES[CHECKS[column]], p_yes, usual, order=column)


def _off(levels: dict[str, float], word: str, wrong: float, rng: np.random.Generator) -> float:
    place = list(levels).index(word)
    if rng.random() < wrong:
        place += 1 if place == 0 or (place < len(levels) - 1 and rng.random() < 0.5) else -1
    return list(levels.values())[place]


def _session(policy: Policy, found: Complaint, world: int) -> Played:
    evidence: list[Evidence] = []
    attempts: list[Attempted] = []
    repaired: set[str] = set()
    minutes = 0.0
    while (step := policy(evidence, attempts)).kind in ("ask", "remedy"):
        if step.kind == "ask":
            check = str(step.id)
            minutes += CHECK_MINUTES[check]
            states = found.network.worlds(found.luck[world : world + 1], repaired)[0]
            bad = states[found.network.index[check]] == 1
            evidence.append(Evidence(check, "yes" if bad else "no", "tech"))
        else:
            cause = str(step.id).removeprefix("fix ")
            minutes += REPAIR_MINUTES[cause]
            repaired.add(cause)
            states = found.network.worlds(found.luck[world : world + 1], repaired)[0]
            shows = states[found.network.index[found.problem]] == 1
            attempts.append(Attempted(str(step.id), "not_fixed" if shows else "fixed"))
            if not shows:
                return Played(minutes, len(evidence), len(attempts), escalated=False)
    return Played(minutes + CONTEXT.escalation_minutes, len(evidence), len(attempts), escalated=True)


def _weighted(per_problem: dict[str, list[list[Played]]], rates: list[float], name: str) -> dict[str, object]:
    weights = np.array(rates) / sum(rates)

    def mean(of: Callable[[Played], float]) -> float:
        means = [np.mean([of(session) for session in sessions]) for sessions in per_problem[name]]
        return round(float(weights @ np.array(means)), 2)

    minutes, checks = mean(lambda s: s.minutes), mean(lambda s: s.checks)
    remedies, escalated = mean(lambda s: s.remedies), mean(lambda s: s.escalated)
    return {
        "policy": name,
        "minutes": minutes,
        "checks": checks,
        "remedies": remedies,
        "escalated": escalated,
    }


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    network, results, rates = read(), dict[str, list[list[Played]]](), []
    for number in range(1, 7):
        truth, test = complaint(network, number, 10_000, 1), complaint(network, number, count, 2)
        rng = np.random.default_rng((3, number))
        pack = rough_pack(truth, 0.25, rng)
        rates.append(truth.rate)
        policies = {"exact look-ahead": exact(pack, truth), "exact prior, p/c": exact(pack, truth, ask=False)}
        for tickets in TICKETS:
            counts = ticket_counts(complaint(network, number, tickets, 4), rng) if tickets else Counts()
            policies[f"ours, {tickets} tickets"] = ours(learned(pack, counts))
        for name, policy in policies.items():
            results.setdefault(name, []).append(played(policy, test))
    for name in results:
        print(json.dumps(_weighted(results, rates, name)))


if __name__ == "__main__":
    main()
