"""Whether probabilities keep their word (diagnosis.md 3.6). Pure.

A forecast is what was believed just before a ticket was solved; it is judged by the cause that turned out true.
What each measure is, is said here; reports/calibration.py has the database sum what predictions keep of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from secours.diagnosis.engine import OTHER

BINS: Final = 15
LEAST: Final = 1e-6
"""The logarithm of nothing is endless: no probability of the truth counts as less."""


@dataclass(frozen=True)
class Forecast:
    """`probabilities`: cause id (as text) or "other" to its probability, summing to 1; `truth`: one of them."""

    probabilities: Mapping[str, float]
    truth: str

    @property
    def believed(self) -> tuple[str, float]:
        """The first of the causes, "other" included, and how much it was believed."""
        return max(self.probabilities.items(), key=lambda pair: pair[1])

    @property
    def of_truth(self) -> float:
        return self.probabilities.get(self.truth, 0.0)

    @property
    def is_right(self) -> bool:
        return self.believed[0] == self.truth

    @property
    def rank(self) -> int | None:
        """The place of the true cause among the listed ones, from 1; "other" has none."""
        listed = sorted(((p, id_) for id_, p in self.probabilities.items() if id_ != OTHER), reverse=True)
        return next((place for place, (_p, id_) in enumerate(listed, 1) if id_ == self.truth), None)

    @property
    def brier(self) -> float:
        missed = 0.0 if self.truth in self.probabilities else 1.0
        return missed + sum((p - (id_ == self.truth)) ** 2 for id_, p in self.probabilities.items())

    def is_among(self, count: int) -> bool:
        """Whether the true cause was among the first listed ones; "other" never is."""
        return self.rank is not None and self.rank <= count


@dataclass(frozen=True)
class Bin:
    """Forecasts believed about as much: how much on average, and how often they were right."""

    believed: float
    right: float
    count: int


@dataclass(frozen=True)
class Quality:
    """`brier` (0 is perfect, 2 the worst), `log_loss` in nats, `ece` from 0 to 1 (Guo et al. 2017)."""

    count: int
    brier: float
    log_loss: float
    ece: float
    top1: float
    top3: float
    other: float


def quality_of(forecasts: Sequence[Forecast]) -> Quality | None:
    """None without a forecast: nothing is said of nothing."""
    if not forecasts:
        return None
    count = len(forecasts)
    return Quality(
        count=count,
        brier=sum(one.brier for one in forecasts) / count,
        log_loss=-sum(log(max(one.of_truth, LEAST)) for one in forecasts) / count,
        ece=sum(b.count * abs(b.believed - b.right) for b in bins_of(forecasts)) / count,
        top1=sum(one.is_among(1) for one in forecasts) / count,
        top3=sum(one.is_among(3) for one in forecasts) / count,
        other=sum(one.truth == OTHER for one in forecasts) / count,
    )


def bins_of(forecasts: Iterable[Forecast], bins: int = BINS) -> list[Bin]:
    """Bins of equal width that hold something, by the probability of what was believed most."""
    held: dict[int, list[Forecast]] = {}
    for one in forecasts:
        held.setdefault(min(int(one.believed[1] * bins), bins - 1), []).append(one)
    return [_bin(held[number]) for number in sorted(held)]


def _bin(forecasts: list[Forecast]) -> Bin:
    count = len(forecasts)
    return Bin(
        believed=sum(one.believed[1] for one in forecasts) / count,
        right=sum(one.is_right for one in forecasts) / count,
        count=count,
    )
