"""What is known of one situation: its causes, checks and remedies, as frozen records.

Probabilities are plain numbers between 0 and 1, durations minutes of work. Identifiers are opaque: the pack
uses words, the database whole numbers. One check may concern many causes; a remedy listed under several
causes with the same `id` is one remedy that may cure any of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from secours.diagnosis.engine.arrays import Arrays, compiled

Id = Hashable
By = Literal["user", "tech", "admin", "vendor"]
Where = Literal["remote", "onsite"]
Disruption = Literal["none", "session", "reboot", "outage", "data"]

OTHER: Final = "other"
"""The cause that nobody has listed: always a candidate, never proposed a remedy."""


@dataclass(frozen=True)
class Remedy:
    """What cures a cause. `tried`, `worked`, `relapsed` count closed tickets, for display only."""

    id: Id
    cause_id: Id
    minutes: float
    p_success: float
    wait_minutes: float = 0.0
    by: By = "tech"
    where: Where = "remote"
    disruption: Disruption = "none"
    needs_approval: bool = False
    tried: int = 0
    worked: int = 0
    relapsed: int = 0


@dataclass(frozen=True)
class Cause:
    """A possible source. `reviewed`: a technician has read the entry. `cases` counts closed tickets."""

    id: Id
    prior: float
    remedies: tuple[Remedy, ...] = ()
    reviewed: bool = False
    cases: int = 0


@dataclass(frozen=True)
class Check:
    """A question with a yes or no. `p_yes` holds P(yes | cause) of the causes that it is linked to, and of
    OTHER once learned; every other cause answers yes with `p_yes_otherwise`. `counted` is how many answers
    stand behind an entry of `p_yes` (counts.py); nobody else writes it."""

    id: Id
    minutes: float
    p_yes: Mapping[Any, float]
    p_yes_otherwise: float
    by: By = "tech"
    where: Where = "remote"
    probe: str | None = None
    safety: bool = False
    order: int = 0
    counted: Mapping[Any, float] = field(default_factory=dict)

    def likelihood(self, cause_id: Id) -> float:
        """P(yes | cause) as written, before any clip."""
        return self.p_yes.get(cause_id, self.p_yes_otherwise)


@dataclass(frozen=True)
class Situation:
    """A family of faults that start with the same complaint. Priors need not sum to 1."""

    id: Id
    causes: tuple[Cause, ...]
    checks: tuple[Check, ...]
    prior_other: float = 0.08
    _index: dict[Id, Cause] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update({cause.id: cause for cause in self.causes})
        if OTHER in self._index:
            raise ValueError(f"situation {self.id!r}: no cause may be called {OTHER!r}")
        if len(self._index) < len(self.causes):
            raise ValueError(f"situation {self.id!r}: two causes share an id")
        if len({check.id for check in self.checks}) < len(self.checks):
            raise ValueError(f"situation {self.id!r}: two checks share an id")

    @cached_property
    def arrays(self) -> Arrays:
        """The same knowledge as matrices, computed once for this object."""
        return compiled(self.causes, self.checks, self.prior_other, OTHER)

    def cause(self, cause_id: Id) -> Cause:
        """Raises KeyError for a cause that is not of this situation."""
        return self._index[cause_id]
