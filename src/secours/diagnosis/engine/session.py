"""What a session has seen so far: answers to checks, remedies tried, and who is in front of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from secours.diagnosis.engine.knowledge import Id

Answer = Literal["yes", "no", "unknown"]
Source = Literal["user", "tech", "probe"]
Outcome = Literal["fixed", "not_fixed", "unknown"]
Audience = Literal["user", "tech"]

RELIABILITY: Final[dict[str, float]] = {"user": 0.8, "tech": 1.0, "probe": 1.0}
LIMITS: Final[dict[str, tuple[int, int]]] = {"user": (3, 2), "tech": (8, 4)}
"""Checks and remedies after which a session is handed over (design.md budgets)."""


@dataclass(frozen=True)
class Evidence:
    """One answer. `fresh` is for probes: a stale reading is no evidence, the question stays open."""

    check_id: Id
    value: Answer
    source: Source = "user"
    fresh: bool = True

    @property
    def counts(self) -> bool:
        """Whether it moves any probability."""
        return self.value != "unknown" and not self.is_stale

    @property
    def is_stale(self) -> bool:
        return self.source == "probe" and not self.fresh

    @property
    def reliability(self) -> float:
        return RELIABILITY[self.source]


@dataclass(frozen=True)
class Attempted:
    """One remedy that was tried, and what became of the symptom."""

    remedy_id: Id
    outcome: Outcome


@dataclass(frozen=True)
class Context:
    """Who asks, and what things cost here. Minutes are minutes of work; `criticality` multiplies disruption.

    `onsite`: someone already stands at the device, travel is paid. `declined` holds ids of checks or
    remedies not to propose; where a check and a remedy may share an id, write ("ask", id) or ("remedy", id).
    """

    audience: Audience
    escalation_minutes: float = 60.0
    max_checks: int | None = None
    max_remedies: int | None = None
    criticality: float = 1.0
    onsite: bool = False
    declined: frozenset[Id] = frozenset()

    @property
    def check_limit(self) -> int:
        return LIMITS[self.audience][0] if self.max_checks is None else self.max_checks

    @property
    def remedy_limit(self) -> int:
        return LIMITS[self.audience][1] if self.max_remedies is None else self.max_remedies

    def is_declined(self, kind: str, id_: Id) -> bool:
        return id_ in self.declined or (kind, id_) in self.declined


def answers(evidence: Iterable[Evidence]) -> dict[Id, Evidence]:
    """The answer that stands for each check: the last yes or no. "Unknown" never withdraws an answer."""
    return {item.check_id: item for item in evidence if item.counts}


def checks_asked(evidence: Iterable[Evidence]) -> set[Id]:
    """Checks that need not be asked again: answered, read by a fresh probe, or "I don't know"."""
    return {item.check_id for item in evidence if not item.is_stale}


def checks_answered_by_people(evidence: Iterable[Evidence]) -> set[Id]:
    """Checks that cost somebody's patience; probes are free."""
    return {item.check_id for item in evidence if item.source != "probe"}


def outcomes(attempts: Iterable[Attempted]) -> dict[Id, Outcome]:
    """The last outcome of each remedy tried."""
    return {attempt.remedy_id: attempt.outcome for attempt in attempts}
