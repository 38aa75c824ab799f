"""Situations for the tests of the engine: random ones for properties, one written by hand for stories."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from benchmarks.self_play import pack
from hypothesis import settings
from hypothesis import strategies as st

from secours.diagnosis.engine import Attempted, Cause, Check, Context, Evidence, Remedy, Situation

PACK = Path(__file__).parents[3] / "src" / "secours" / "packs" / "starter" / "faults.yaml"

in_many_worlds = settings(max_examples=20, deadline=None)
"""Enough to find what breaks, little enough to stay fast; no deadline on a shared machine."""

Thing = TypeVar("Thing")
chances = st.floats(0.0, 1.0)


@cache
def starter_pack() -> tuple[Situation, ...]:
    return tuple(pack(PACK))


def printer() -> Situation:
    """Nothing comes out of the printer: three causes, three checks, one of them answered by a probe."""
    return Situation(
        id="printer",
        causes=(
            Cause("power", 0.4, (Remedy("switch_on", "power", 2, 0.95, by="user"),), reviewed=True),
            Cause("queue", 0.35, (Remedy("clear_queue", "queue", 5, 0.9),), reviewed=True),
            Cause("driver", 0.15, (Remedy("reinstall", "driver", 20, 0.8),), reviewed=True),
        ),
        checks=(
            Check("lit", 1, {"power": 0.03}, 0.97, by="user", order=0),
            Check("stuck", 1, {"queue": 0.95}, 0.1, by="tech", probe="print.queue_stuck", order=1),
            Check("updated", 1, {"driver": 0.75}, 0.12, by="user", order=2),
        ),
        prior_other=0.1,
    )


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    causes = tuple(draw(_cause(number)) for number in range(draw(st.integers(1, 4))))
    checks = tuple(draw(_check(number, len(causes))) for number in range(draw(st.integers(0, 4))))
    return Situation("any", causes, checks, draw(chances))


@st.composite
def sessions(draw: st.DrawFn, situation: Situation) -> tuple[list[Evidence], list[Attempted]]:
    """Answers to some checks (each at most once) and failures of some remedies."""
    checks = draw(_some(situation.checks, len(situation.checks)))
    values, sources = st.sampled_from(["yes", "no", "unknown"]), st.sampled_from(["user", "tech", "probe"])
    evidence = [Evidence(check.id, draw(values), draw(sources), draw(st.booleans())) for check in checks]
    tried = draw(_some(situation.arrays.remedies, 2))
    outcomes = st.sampled_from(["not_fixed", "unknown"])
    return evidence, [Attempted(remedy.id, draw(outcomes)) for remedy in tried]


def contexts() -> st.SearchStrategy[Context]:
    return st.builds(
        Context,
        audience=st.sampled_from(["user", "tech"]),
        escalation_minutes=st.floats(5.0, 240.0),
        criticality=st.floats(1.0, 4.0),
        onsite=st.booleans(),
    )


def _some(things: tuple[Thing, ...], most: int) -> st.SearchStrategy[list[Thing]]:
    if not things:
        return st.just([])
    positions = st.lists(st.integers(0, len(things) - 1), unique=True, max_size=most)
    return positions.map(lambda chosen: [things[position] for position in chosen])


def _cause(number: int) -> st.SearchStrategy[Cause]:
    remedies = st.lists(_remedy(number), max_size=3, unique_by=lambda remedy: remedy.id)
    return st.builds(
        Cause,
        id=st.just(f"cause{number}"),
        prior=chances,
        remedies=remedies.map(tuple),
        reviewed=st.booleans(),
    )


def _remedy(number: int) -> st.SearchStrategy[Remedy]:
    return st.builds(
        Remedy,
        id=st.integers(0, 2).map(lambda k: f"remedy{number}.{k}"),
        cause_id=st.just(f"cause{number}"),
        minutes=st.floats(0.0, 60.0),
        p_success=chances,
        by=st.sampled_from(["user", "tech", "admin", "vendor"]),
        where=st.sampled_from(["remote", "onsite"]),
        disruption=st.sampled_from(["none", "session", "reboot", "outage", "data"]),
    )


def _check(number: int, causes: int) -> st.SearchStrategy[Check]:
    return st.builds(
        Check,
        id=st.just(f"check{number}"),
        minutes=st.floats(0.0, 10.0),
        p_yes=st.dictionaries(st.integers(0, causes - 1).map(lambda n: f"cause{n}"), chances),
        p_yes_otherwise=chances,
        by=st.sampled_from(["user", "tech", "admin"]),
        where=st.sampled_from(["remote", "onsite"]),
        safety=st.sampled_from([False, False, False, True]),
        order=st.just(number),
    )
