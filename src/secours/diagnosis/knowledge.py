"""What is known of a fault, as the engine reads it: the fault base's rows and the counts of past cases."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from secours.diagnosis import engine
from secours.faults.models import Cause, Check, CheckLink, Fault, Remedy
from secours.faults.queries import BothCounts, FaultCounts
from secours.lib.kept import Kept


@dataclass(frozen=True)
class Known:
    """The situation with what was learned, and the rows behind its ids. `counts` are those of the whole
    installation: numbers of closed tickets, shown to people. `key` changes with any of it."""

    fault: Fault
    situation: engine.Situation
    causes: dict[int, Cause]
    checks: dict[int, Check]
    remedies: dict[int, Remedy]
    counts: FaultCounts
    key: tuple[Any, ...]

    def tried_and_worked(self, remedy_id: int) -> tuple[int, int]:
        tried, worked, _relapsed = self.counts.tried(remedy_id)
        return tried, worked

    def relapsed(self, remedy_id: int) -> int:
        return self.counts.tried(remedy_id)[2]


def known_with(fault: Fault, counts: BothCounts) -> Known:
    """What is learned stays worked out while the fault is written as it was and its counts are the same."""
    key = (*counts.key, fault.updated_at)
    return replace(_learned.get(key, lambda: _known(fault, counts, key)), fault=fault)


def _known(fault: Fault, counts: BothCounts, key: tuple[Any, ...]) -> Known:
    written = _written(fault)
    learned = engine.learned(
        written.situation, _engine_counts(counts.everywhere), _engine_counts(counts.here)
    )
    return Known(
        fault=fault,
        situation=_with_figures(learned, counts.everywhere),
        causes=written.causes,
        checks=written.checks,
        remedies=written.remedies,
        counts=counts.everywhere,
        key=key,
    )


@dataclass(frozen=True)
class _Written:
    """What people wrote of a fault; read by many requests at once, so never changed."""

    situation: engine.Situation
    causes: dict[int, Cause]
    checks: dict[int, Check]
    remedies: dict[int, Remedy]


_kept: Kept[_Written] = Kept(256)
_learned: Kept[Known] = Kept(256)


def _written(fault: Fault) -> _Written:
    """Kept a process, by the moment of the fault's last change (`record_on_fault` sets it). The fault was
    read behind the wall, and its parts are its own organisation's."""
    key = (connection.settings_dict["NAME"], fault.id, fault.updated_at)
    return _kept.get(key, lambda: _read(fault))


def _read(fault: Fault) -> _Written:
    """The same number of queries whatever the size of the fault."""
    causes = list(Cause.objects.filter(fault=fault))
    checks = list(Check.objects.filter(fault=fault, is_retired=False))
    remedies = list(Remedy.objects.filter(cause__fault=fault, is_retired=False))
    links = list(CheckLink.objects.filter(check_asked__fault=fault))
    return _Written(
        situation=_as_written(fault, causes, checks, remedies, links),
        causes={cause.id: cause for cause in causes},
        checks={check.id: check for check in checks},
        remedies={remedy.id: remedy for remedy in remedies},
    )


def _as_written(
    fault: Fault,
    causes: Iterable[Cause],
    checks: Iterable[Check],
    remedies: Iterable[Remedy],
    links: Iterable[CheckLink],
) -> engine.Situation:
    """What people wrote, before anything is learned."""
    by_cause: dict[int, list[engine.Remedy]] = {}
    for remedy in remedies:
        by_cause.setdefault(remedy.cause_id, []).append(_remedy(remedy))
    p_yes: dict[int, dict[int, float]] = {}
    for link in links:
        p_yes.setdefault(link.check_asked_id, {})[link.cause_id] = link.p_yes
    return engine.Situation(
        id=fault.id,
        causes=tuple(
            engine.Cause(c.id, c.prior, tuple(by_cause.get(c.id, ())), reviewed=c.is_reviewed) for c in causes
        ),
        checks=tuple(_check(check, p_yes.get(check.id, {})) for check in checks),
        prior_other=fault.prior_other,
    )


def _remedy(remedy: Remedy) -> engine.Remedy:
    return engine.Remedy(
        id=remedy.id,
        cause_id=remedy.cause_id,
        minutes=remedy.minutes,
        p_success=remedy.p_success,
        wait_minutes=remedy.wait_minutes,
        by=remedy.by,  # type: ignore[arg-type]
        where=remedy.where,  # type: ignore[arg-type]
        disruption=remedy.disruption,  # type: ignore[arg-type]
        needs_approval=remedy.needs_approval,
    )


def _check(check: Check, p_yes: dict[int, float]) -> engine.Check:
    return engine.Check(
        id=check.id,
        minutes=check.minutes,
        p_yes=p_yes,
        p_yes_otherwise=check.p_yes_otherwise,
        by=check.by,  # type: ignore[arg-type]
        where=check.where,  # type: ignore[arg-type]
        probe=check.probe or None,
        safety=check.is_safety,
        order=check.order,
    )


def _engine_counts(counts: FaultCounts) -> engine.Counts:
    remedies = {
        id_: (tried + came_back, worked) for id_, (tried, worked, came_back) in counts.remedies.items()
    }
    return engine.Counts(causes=counts.causes, answers=counts.answers, remedies=remedies)


def _with_figures(situation: engine.Situation, counts: FaultCounts) -> engine.Situation:
    """Closed cases beside each cause, for people to read; the engine does not count with them."""
    return replace(
        situation,
        causes=tuple(replace(c, cases=counts.cause_cases.get(_number(c.id), 0)) for c in situation.causes),
    )


def _number(id_: object) -> int:
    """The engine's ids are opaque; ours are whole numbers."""
    return int(str(id_))
