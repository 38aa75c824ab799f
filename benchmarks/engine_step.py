"""Time of one engine step, posterior included: `python benchmarks/engine_step.py`.

Prints JSON lines, first the machine. Target (diagnosis.md A9): 200 causes x 60 checks, p95 <= 15 ms on two
cores. Synthetic knowledge, seeded; two remedies for each third cause, one answer more at each step.
"""

from __future__ import annotations

import json
import os
import platform
import time

import numpy as np

from secours.diagnosis.engine import Cause, Check, Context, Evidence, Remedy, Situation, next_step

SIZES = ((6, 6), (60, 30), (200, 60), (500, 100))


def main() -> None:
    machine = {"machine": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    print(json.dumps({**machine, "python": platform.python_version(), "numpy": np.__version__}))
    for causes, checks in SIZES:
        print(json.dumps(_measured(causes, checks)))


def synthetic(causes: int, checks: int, seed: int = 1) -> Situation:
    """A situation of this size: each check is linked to a sixth of the causes."""
    rng = np.random.default_rng(seed)
    return Situation(
        id="synthetic",
        causes=tuple(_cause(rng, number, causes) for number in range(causes)),
        checks=tuple(_check(rng, number, causes) for number in range(checks)),
        prior_other=0.08,
    )


def _cause(rng: np.random.Generator, number: int, causes: int) -> Cause:
    remedies = tuple(
        Remedy(
            id=f"r{number}.{k}",
            cause_id=number,
            minutes=float(rng.integers(1, 45)),
            p_success=float(rng.uniform(0.6, 0.95)),
            where="onsite" if rng.random() < 0.2 else "remote",
        )
        for k in range(1 + (number % 3 == 0))
    )
    return Cause(number, float(rng.gamma(0.7)) / causes, remedies, reviewed=True)


def _check(rng: np.random.Generator, number: int, causes: int) -> Check:
    linked = rng.choice(causes, size=max(causes // 6, 1), replace=False)
    p_yes = {int(cause): float(rng.uniform(0.3, 0.97)) for cause in linked}
    return Check(f"c{number}", float(rng.integers(1, 4)), p_yes, float(rng.uniform(0.02, 0.2)), order=number)


def _measured(causes: int, checks: int, rounds: int = 200) -> dict[str, object]:
    situation = synthetic(causes, checks)
    started = time.perf_counter()
    next_step(situation, (), (), Context("tech"))
    first = time.perf_counter() - started
    times = [_timed(situation, answered % min(6, checks)) for answered in range(rounds)]
    return {
        "name": f"engine_step_{causes}x{checks}",
        "n": rounds,
        "median_ms": round(float(np.median(times)) * 1000, 3),
        "p95_ms": round(float(np.percentile(times, 95)) * 1000, 3),
        "first_ms": round(first * 1000, 3),
    }


def _timed(situation: Situation, answered: int) -> float:
    evidence = [Evidence(f"c{number}", "no", "tech") for number in range(answered)]
    started = time.perf_counter()
    next_step(situation, evidence, (), Context("tech"))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
