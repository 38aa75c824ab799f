"""What the engine advises, as plain records that screens, the API and the command line print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from secours.diagnosis.engine.knowledge import Id

Kind = Literal["ask", "remedy", "escalate", "done"]
Reason = Literal["", "safety", "other_likely", "limit", "cost", "nothing_left"]


@dataclass(frozen=True)
class Shift:
    """A cause and its probability before and after an answer."""

    cause_id: Id
    before: float
    after: float


@dataclass(frozen=True)
class Forecast:
    """What one answer would change: the listed cause that then leads, and the one that loses most.

    `probability` is the chance of this answer; "other" is never named here, its share is in the posterior.
    """

    probability: float
    cause_id: Id
    before: float
    after: float
    fallen: Shift


@dataclass(frozen=True)
class Step:
    """One thing to do. Durations are cost minutes; `expected_minutes` is the whole way if one starts with it.

    ask: `saving_minutes` is the value of the question, its own cost taken off. remedy: what trying it first
    saves against escalating at once; `chance` that it cures. escalate: `reason` says why, nothing is saved.
    done: a remedy has fixed the symptom. `alternatives` are the next best two; they have none themselves.
    """

    kind: Kind
    id: Id | None = None
    saving_minutes: float = 0.0
    expected_minutes: float = 0.0
    takes_minutes: float = 0.0
    reason: Reason = ""
    chance: float | None = None
    if_yes: Forecast | None = None
    if_no: Forecast | None = None
    alternatives: tuple[Step, ...] = ()
