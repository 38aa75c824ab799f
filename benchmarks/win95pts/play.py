"""Plays win95pts (diagnosis.md 2.1 and 4): every policy meets the same worlds and stops by the same rule.

"Ours" knows a rough pack (words, a quarter of them one level off) and N closed tickets per problem; its figures
are means over three packs. The exact policies know the network. Minutes are weighted by the problems' rates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks.win95pts.accuracy import AFTER, Sighting, calibration_error, sighted, within
from benchmarks.win95pts.network import Network, read
from benchmarks.win95pts.packs import rough_pack, ticket_counts
from benchmarks.win95pts.policies import (
    CHEAP,
    Beliefs,
    Policy,
    by_chance_over_cost,
    by_look_ahead,
    in_order,
    ours,
)
from benchmarks.win95pts.sessions import Sessions, played
from benchmarks.win95pts.worlds import Complaint, complaint
from numpy.typing import NDArray

from secours.diagnosis.engine import Counts, Situation, learned

PROBLEMS: Final = (1, 2, 3, 4, 5, 6)
TICKETS: Final = (0, 30, 100, 300, 1_000)
PACKS: Final = 3
PARTICLES: Final = 40_000
Played = dict[str, list[Sessions]]


def measure(network: Path | None, worlds: int, seed: int, say: Callable[[str], None]) -> dict[str, Any]:
    """One object: `policies` {name: {ecr, se, checks, remedies, escalated}}, `accuracy` {top1, top3: {checks:
    share}} and `ece` at 1,000 tickets, `ece_by_tickets`, `step_ms_p95` of our engine, and how it was played.

    Raises FileNotFoundError without the network, ValueError or OSError where it cannot be read.
    """
    known = read(network)
    results = []
    for number in PROBLEMS:
        say(f"Problem {number} of {len(PROBLEMS)}…")
        results.append(_Problem(known, number, worlds, seed))
    weights = np.array([one.rate for one in results])
    return {
        "worlds": worlds,
        "seed": seed,
        "packs": PACKS,
        "policies": _policies([one.sessions for one in results], weights),
        "accuracy": _accuracy([one.sightings["secours_1000"] for one in results], weights),
        "accuracy_problem1": _accuracy([results[0].sightings["secours_1000"]], weights[:1]),
        "ece": _ece(results, weights, "secours_1000"),
        "ece_by_tickets": {name: _ece(results, weights, name) for name in results[0].sightings},
        "step_ms_p95": _slowest(results),
    }


class _Problem:
    """One complaint, played by every policy. Seeds part what is true, played and learned from."""

    def __init__(self, network: Network, number: int, worlds: int, seed: int) -> None:
        truth = complaint(network, number, PARTICLES, (seed, 1))
        self.rate = truth.rate
        self.test = complaint(network, number, worlds, (seed, 2))
        self.sessions: Played = {}
        self.sightings: dict[str, list[Sighting]] = {}
        rng = np.random.default_rng((seed, 3, number))
        for name, policy in _exact(truth, rng):
            self.sessions[name] = [played(policy, self.test)]
        for pack in range(PACKS):
            self._play_pack(network, number, truth, (seed, 4, pack))

    def _play_pack(self, network: Network, number: int, truth: Complaint, seed: tuple[int, ...]) -> None:
        rng = np.random.default_rng((*seed, number))
        pack = rough_pack(truth, rng)
        self.sightings.setdefault("pack_raw", []).append(sighted(pack, self.test))
        for tickets in TICKETS:
            closed = complaint(network, number, tickets, (*seed, tickets)) if tickets else None
            situation = learned(pack, ticket_counts(closed, rng) if closed else Counts())
            self._play(f"secours_{tickets}", situation)

    def _play(self, name: str, situation: Situation) -> None:
        self.sessions.setdefault(name, []).append(played(ours(situation), self.test))
        self.sightings.setdefault(name, []).append(sighted(situation, self.test))


def _exact(truth: Complaint, rng: np.random.Generator) -> Iterator[tuple[str, Policy]]:
    network = Beliefs(truth)
    yield "random", in_order(network, [truth.causes[i] for i in rng.permutation(len(truth.causes))])
    yield "prior", in_order(network, network.by_prior)
    yield "pc", by_chance_over_cost(network)
    yield "cheap4_pc", by_chance_over_cost(network, CHEAP)
    yield "voi_exact", by_look_ahead(network)


def _policies(problems: list[Played], weights: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    return {name: _figures([played[name] for played in problems], weights) for name in problems[0]}


def _figures(problems: list[list[Sessions]], weights: NDArray[np.float64]) -> dict[str, float]:
    """A world's figure is its mean over the packs; the standard error is over worlds."""
    shares = weights / weights.sum()
    per_world = [np.mean([one.figures for one in packs], axis=0) for packs in problems]
    means = shares @ np.array([figures.mean(axis=0) for figures in per_world])
    spread = [figures[:, 0].var(ddof=1) / len(figures) for figures in per_world]
    names = ("ecr", "checks", "remedies", "escalated")
    rounded = {name: round(float(mean), 3) for name, mean in zip(names, means, strict=True)}
    return {"ecr": rounded.pop("ecr"), "se": round(float(np.sqrt(shares**2 @ spread)), 3), **rounded}


def _accuracy(problems: list[list[Sighting]], weights: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    shares = weights / weights.sum()

    def after(most: int) -> dict[str, float]:
        means = shares @ np.array(
            [np.mean([within(one, most) for one in packs], axis=0) for packs in problems]
        )
        return {str(count): round(float(mean), 3) for count, mean in zip(AFTER, means, strict=True)}

    return {"top1": after(1), "top3": after(3)}


def _ece(results: list[_Problem], weights: NDArray[np.float64], name: str) -> float:
    sights = [
        (one, weight)
        for result, weight in zip(results, weights, strict=True)
        for one in result.sightings[name]
    ]
    confidence, right = (
        np.concatenate([getattr(one, part) for one, _ in sights]) for part in ("confidence", "right")
    )
    counted = np.concatenate([np.full(len(one.right), weight) for one, weight in sights])
    return round(calibration_error(confidence, right, counted), 3)


def _slowest(results: list[_Problem]) -> float:
    steps: list[float] = []
    for result in results:
        for name, sessions in result.sessions.items():
            if name.startswith("secours_"):
                steps += [step for one in sessions for step in one.steps]
    return round(float(np.percentile(steps, 95)), 3)


def shown(measured: Mapping[str, Any]) -> Iterator[str]:
    """The same for people: excess over exact look-ahead beside each policy."""
    exact = measured["policies"]["voi_exact"]["ecr"]
    for name, f in measured["policies"].items():
        excess = f"{100 * (f['ecr'] / exact - 1):+6.1f} %"
        yield (
            f"{name:<14} {f['ecr']:7.2f} min ± {f['se']:.2f} {excess}   {f['checks']:.2f} checks   "
            f"{f['remedies']:.2f} remedies   {100 * f['escalated']:.0f} % escalated"
        )
    yield f"accuracy at 1,000 tickets: {measured['accuracy']}, problem 1: {measured['accuracy_problem1']}"
    yield f"calibration error: {measured['ece_by_tickets']}   step p95: {measured['step_ms_p95']} ms"
