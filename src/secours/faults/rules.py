"""Pure rules: words and their figures, what a confirmation weighs, how the journal tells what was learned.

The figures are those of diagnosis/engine/words.py (a package above); tests hold the two tables equal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import log
from typing import Any, Final

from secours.faults.choices import HowCommon, LearningState, Often
from secours.tickets.choices import Closure, Confirmation, LinkKind

LIKELIHOODS: Final = {
    Often.ALWAYS: 0.95,
    Often.OFTEN: 0.75,
    Often.SOMETIMES: 0.40,
    Often.RARELY: 0.12,
    Often.NEVER: 0.03,
}
PRIORS: Final = {
    HowCommon.VERY_COMMON: 0.36,
    HowCommon.COMMON: 0.21,
    HowCommon.OCCASIONAL: 0.10,
    HowCommon.RARE: 0.04,
}
RELAPSE_DAYS: Final = 30
MERGING: Final = (LinkKind.DUPLICATE, LinkKind.ATTACHED)
_WEIGHTS: Final = {
    Confirmation.VERIFIED: 1.0,
    Confirmation.MONITORING: 1.0,
    Confirmation.USER: 0.5,
    Confirmation.UNCONFIRMED: 0.3,
}


def often_for(probability: float) -> Often:
    """The nearest of the five words, by log-odds: .97 and .90 differ more than .52 and .45."""
    return min(LIKELIHOODS, key=lambda word: abs(_logit(LIKELIHOODS[word]) - _logit(probability)))


def how_common_for(prior: float) -> HowCommon:
    """The nearest of the four words, by ratio."""
    return min(PRIORS, key=lambda word: abs(log(PRIORS[word]) - log(max(prior, 1e-6))))


def weight_of(confirmed_how: str, *, is_second_level: bool) -> float:
    """How much one case counts. A second level's word is worth a verification."""
    return 1.0 if is_second_level else _WEIGHTS[Confirmation(confirmed_how)]


@dataclass(frozen=True)
class Learned:
    """An occurrence as the journal tells it; ids only. `is_merged`: its ticket was joined to another."""

    ticket_id: int
    fault: int | None
    cause: int | None
    remedy: int | None
    weight: float
    answers: dict[str, str]
    attempts: list[list[Any]]
    state: str
    happened_at: datetime
    counts_at: datetime
    relapsed_at: datetime | None = None
    is_merged: bool = False


@dataclass(frozen=True)
class Told:
    """The part of a journal entry of a ticket that learning reads."""

    ticket_id: int
    kind: str
    at: datetime
    data: Mapping[str, Any]


def first_state(*, cause: int | None, is_merged: bool, happened_at: datetime, counts_at: datetime) -> str:
    if cause is None:
        return LearningState.NOT_LEARNED
    if is_merged:
        return LearningState.WITHDRAWN
    return LearningState.COUNTED if counts_at <= happened_at else LearningState.WAITING


def is_active(state: str) -> bool:
    return state in (LearningState.WAITING, LearningState.COUNTED)


@dataclass
class Replay:
    """Folds entries, in the order they were written, into occurrences keyed by resolution id."""

    occurrences: dict[int, Learned] = field(default_factory=dict)
    _links: dict[tuple[int, int], str] = field(default_factory=dict)

    def read(self, entries: Iterable[Told]) -> dict[int, Learned]:
        steps = {
            "ticket.solved": self._solved,
            "ticket.reopened": self._reopened,
            "ticket.closed": self._closed,
            "ticket.linked": self._linked,
            "ticket.unlinked": self._unlinked,
            "occurrence.counted": self._counted,
            "occurrence.relapsed": self._relapsed,
            "occurrence.restored": self._restored,
        }
        for entry in entries:
            if entry.kind in steps:
                steps[entry.kind](entry)
        return self.occurrences

    def _solved(self, entry: Told) -> None:
        told = learning_in(entry)
        is_merged = self._is_merged(entry.ticket_id)
        cause, happened_at, counts_at = told["cause"], told["happened_at"], told["counts_at"]
        self.occurrences[entry.data["resolution"]] = Learned(
            ticket_id=entry.ticket_id,
            state=first_state(cause=cause, is_merged=is_merged, happened_at=happened_at, counts_at=counts_at),
            is_merged=is_merged and cause is not None,
            **told,
        )

    def _reopened(self, entry: Told) -> None:
        # is_merged is dropped: parting the tickets afterwards must not bring it back.
        self._change(entry.data.get("resolution"), state=LearningState.WITHDRAWN, is_merged=False)

    def _closed(self, entry: Told) -> None:
        if entry.data.get("closure") == Closure.RESOLVED:
            return
        for resolution in self._active_of(entry.ticket_id):
            self._change(resolution, state=LearningState.NOT_LEARNED)

    def _linked(self, entry: Told) -> None:
        if "was" in entry.data:  # the pair had a link of another kind or direction, which this one replaces
            self._unlinked(entry)
        self._links.setdefault((entry.ticket_id, entry.data["other"]), entry.data["kind"])
        if self._is_merged(entry.ticket_id):
            for resolution in self._active_of(entry.ticket_id):
                self._change(resolution, state=LearningState.WITHDRAWN, is_merged=True)

    def _unlinked(self, entry: Told) -> None:
        pair = (entry.ticket_id, entry.data["other"])
        for ticket_id, other in (pair, pair[::-1]):
            self._links.pop((ticket_id, other), None)
        for ticket_id in pair:
            if not self._is_merged(ticket_id):
                self._part(ticket_id)

    def _part(self, ticket_id: int) -> None:
        for resolution, learned in self.occurrences.items():
            if learned.ticket_id == ticket_id and learned.is_merged:
                self._change(resolution, state=LearningState.WAITING, is_merged=False)

    def _counted(self, entry: Told) -> None:
        self._change(entry.data["resolution"], state=LearningState.COUNTED)

    def _relapsed(self, entry: Told) -> None:
        at = datetime.fromisoformat(entry.data["at"])
        self._change(entry.data["resolution"], state=LearningState.WITHDRAWN, relapsed_at=at)

    def _restored(self, entry: Told) -> None:
        state, is_merged = entry.data["state"], entry.data["merged"]
        self._change(entry.data["resolution"], state=state, relapsed_at=None, is_merged=is_merged)

    def _is_merged(self, ticket_id: int) -> bool:
        return any(pair[0] == ticket_id and kind in MERGING for pair, kind in self._links.items())

    def _active_of(self, ticket_id: int) -> list[int]:
        return [
            resolution
            for resolution, learned in self.occurrences.items()
            if learned.ticket_id == ticket_id and is_active(learned.state)
        ]

    def _change(self, resolution: int | None, **changes: Any) -> None:
        if resolution in self.occurrences:
            self.occurrences[resolution] = replace(self.occurrences[resolution], **changes)


def learning_in(entry: Told) -> dict[str, Any]:
    """What the resolution of a ticket taught; one without a word of it taught that the cause is unknown."""
    told = entry.data.get("learning") or {}
    return {
        "fault": told.get("fault"),
        "cause": told.get("cause"),
        "remedy": told.get("remedy"),
        "weight": float(told.get("weight", 0.0)),
        "answers": dict(told.get("answers") or {}),
        "attempts": [list(attempt) for attempt in told.get("attempts") or []],
        "happened_at": _time(told.get("happened_at")) or entry.at,
        "counts_at": _time(told.get("counts_at")) or entry.at,
    }


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1.0 - 1e-6)
    return log(clipped / (1.0 - clipped))
