"""The engine plays a world that its pack describes badly: `python benchmarks/self_play.py [SESSIONS]`.

Truth is the pack with noise (log priors sd .7, log-odds of answers sd .8), as in diagnosis.md 3.8 and target
A14. Each session draws a cause and one uniform number per check and remedy, the same for every policy. Prints
one JSON line per policy: cost minutes, checks and remedies per session, share escalated.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import yaml

from secours.diagnosis.engine import (
    OTHER,
    Attempted,
    Check,
    Context,
    Counts,
    Evidence,
    Remedy,
    Situation,
    Step,
    learned,
    next_step,
    situation_from_pack,
)
from secours.diagnosis.engine.costs import check_minutes, needs_travel, remedy_minutes, travel_minutes

TECH = Context("tech")


@dataclass
class Session:
    """One fault that somebody has, and what has been spent on it so far (cost minutes)."""

    truth: Situation
    cause_id: object
    luck: dict[object, float]
    evidence: list[Evidence] = field(default_factory=list)
    attempts: list[Attempted] = field(default_factory=list)
    minutes: float = 0.0
    onsite: bool = False

    def context(self, max_checks: int | None = None) -> Context:
        return replace(TECH, onsite=self.onsite, max_checks=max_checks)

    def ask(self, check: Check) -> None:
        self.minutes += check_minutes(check, self.context())
        self.onsite = self.onsite or needs_travel(check)
        asked = next(c for c in self.truth.checks if c.id == check.id)
        is_yes = self.luck["ask", check.id] < asked.likelihood(self.cause_id)
        self.evidence.append(Evidence(check.id, "yes" if is_yes else "no", "tech"))

    def attempt(self, remedy: Remedy) -> None:
        travel = travel_minutes(self.context()) if needs_travel(remedy) else 0.0
        self.minutes += travel + remedy_minutes(remedy, self.context())
        self.onsite = self.onsite or needs_travel(remedy)
        works = remedy.cause_id == self.cause_id and self.luck["try", remedy.id] < remedy.p_success
        self.attempts.append(Attempted(remedy.id, "fixed" if works else "not_fixed"))


Policy = Callable[[Situation, Session], Step]


def look_ahead(situation: Situation, session: Session) -> Step:
    """The engine as it is."""
    return next_step(situation, session.evidence, session.attempts, session.context())


def chance_over_cost(situation: Situation, session: Session) -> Step:
    """No question at all, the best remedy by chance over cost, the same stop rule."""
    return next_step(situation, session.evidence, session.attempts, session.context(max_checks=0))


def listed_order(situation: Situation, session: Session) -> Step:
    """Every check of the list, in its order, then the best remedies."""
    if len(session.evidence) < len(situation.checks):
        return Step("ask", situation.checks[len(session.evidence)].id)
    return chance_over_cost(situation, session)


def first_four(situation: Situation, session: Session) -> Step:
    """A short checklist: the first four checks of the list, then the best remedies."""
    if len(session.evidence) < min(4, len(situation.checks)):
        return Step("ask", situation.checks[len(session.evidence)].id)
    return chance_over_cost(situation, session)


POLICIES: dict[str, Policy] = {
    "chance over cost, no question": chance_over_cost,
    "listed checks, then chance over cost": listed_order,
    "first four checks, then chance over cost": first_four,
    "one-step look-ahead": look_ahead,
}


def pack(path: Path | None = None) -> list[Situation]:
    """The situations of the starter pack, as written. Raises FileNotFoundError where it is absent."""
    shared = Path(os.environ.get("SECOURS_SHARED", Path(__file__).parents[2] / "shared"))
    text = (path or shared / "knowledge" / "faults.yaml").read_text(encoding="utf-8")
    return [situation_from_pack(entry) for entry in yaml.load(text, yaml.CSafeLoader)["faults"]]


def play(situations: Sequence[Situation], policy: Policy, sessions: int, seed: int = 5) -> list[Session]:
    """Finished sessions; the same seed deals the same faults to every policy."""
    rng = np.random.default_rng(seed)
    played = []
    for situation in situations:
        known = learned(situation, Counts())
        for _ in range(sessions):
            played.append(_played(known, policy, _dealt(situation, rng)))
    return played


def figures(played: Sequence[Session]) -> dict[str, float]:
    """Means per session; `se` is the standard error of the minutes."""
    minutes = np.array([session.minutes for session in played])
    return {
        "minutes": round(float(minutes.mean()), 2),
        "se": round(float(minutes.std() / len(minutes) ** 0.5), 2),
        "checks": round(float(np.mean([len(session.evidence) for session in played])), 2),
        "remedies": round(float(np.mean([len(session.attempts) for session in played])), 2),
        "escalated": round(1.0 - float(np.mean([_is_fixed(session) for session in played])), 3),
    }


def _dealt(situation: Situation, rng: np.random.Generator) -> Session:
    priors = np.append([cause.prior for cause in situation.causes], situation.prior_other)
    priors = priors * np.exp(rng.normal(0.0, 0.7, len(priors)))
    truth = replace(situation, checks=tuple(noisy(check, situation, rng) for check in situation.checks))
    ids: list[object] = [cause.id for cause in situation.causes] + [OTHER]
    cause_id = ids[rng.choice(len(ids), p=priors / priors.sum())]
    luck: dict[object, float] = {("ask", check.id): rng.random() for check in situation.checks}
    luck |= {("try", r.id): rng.random() for cause in situation.causes for r in cause.remedies}
    return Session(truth, cause_id, luck)


def noisy(check: Check, situation: Situation, rng: np.random.Generator) -> Check:
    ids: list[object] = [cause.id for cause in situation.causes] + [OTHER]
    written = np.clip([check.likelihood(id_) for id_ in ids], 0.01, 0.99)
    logits = np.log(written / (1.0 - written)) + rng.normal(0.0, 0.8, len(ids))
    return replace(check, p_yes=dict(zip(ids, (1.0 / (1.0 + np.exp(-logits))).tolist(), strict=True)))


def _played(situation: Situation, policy: Policy, session: Session) -> Session:
    checks = {check.id: check for check in situation.checks}
    remedies = {r.id: r for cause in situation.causes for r in cause.remedies}
    while (step := policy(situation, session)).kind in ("ask", "remedy"):
        if step.kind == "ask":
            session.ask(checks[step.id])
        else:
            session.attempt(remedies[step.id])
    if not _is_fixed(session):
        session.minutes += TECH.escalation_minutes
    return session


def _is_fixed(session: Session) -> bool:
    return any(attempt.outcome == "fixed" for attempt in session.attempts)


def main() -> None:
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    situations = pack()
    for name, policy in POLICIES.items():
        played = play(situations, policy, sessions)
        print(json.dumps({"policy": name, "n": len(played), **figures(played)}))


if __name__ == "__main__":
    main()
