"""Thirty days of a company of 900 whose faults drift, with and without learning: `python -m benchmarks.thirty_days`.

The truth is the starter pack as one house would really be: its own mix of situations and causes (log priors sd
.9), answers that differ from what the pack says (log-odds sd .8), causes that drift a little each day, and a bad
update on day 12. One fault in ten seems cured by a remedy that is not its own, and most of those come back: a
repeat call, whose first case is withdrawn. A case counts seven days after it was closed, as in the product. Both
runs meet the same incidents with the same luck. Prints a JSON line a week and one for the whole month.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from benchmarks.self_play import Session, look_ahead, noisy, pack
from numpy.typing import NDArray

from secours.diagnosis.engine import OTHER, Counts, Situation, learned

DAYS, INCIDENTS, SEED = 30, 2_000, 2026
QUIET_DAYS = 7
LUCKY, COMES_BACK = 0.10, 0.80
BAD_UPDATE = (12, 19, 8.0)  # first day, last day, how many times commoner one cause becomes


@dataclass(frozen=True)
class Incident:
    """`luck`: one number for each check and remedy, kept whoever plays; `lucky`: it seems cured at the first try."""

    day: int
    situation: int
    cause_id: object
    luck: dict[object, float]
    is_lucky: bool
    comes_back_after: int | None


@dataclass(frozen=True)
class House:
    """What is true here: situations with their real likelihoods, and how they and their causes are mixed."""

    written: list[Situation]
    truths: list[Situation]
    incidents: list[Incident]


@dataclass
class Case:
    """A closed ticket: what it teaches once its window has passed, unless it came back."""

    closes_on: int
    situation: int
    cause_id: object
    session: Session
    comes_back_on: int | None


@dataclass
class Lived:
    """What a month cost, call after call: (day, minutes, was solved at first contact, was a repeat)."""

    calls: list[tuple[int, float, bool, bool]] = field(default_factory=list)


def house(seed: int = SEED, incidents: int = INCIDENTS) -> House:
    rng = np.random.default_rng(seed)
    written = [situation for situation in pack() if situation.causes]
    truths = [replace(s, checks=tuple(noisy(check, s, rng) for check in s.checks)) for s in written]
    shares = np.exp(rng.normal(0.0, 1.0, len(written)))
    mixes = [_mix(situation) * np.exp(rng.normal(0.0, 0.9, len(_mix(situation)))) for situation in written]
    struck = int(np.argmax(shares))
    days = np.sort(rng.integers(1, DAYS + 1, incidents)).tolist()
    dealt, today = [], 0
    for day in days:
        while today < day:
            today += 1
            mixes = [mix * np.exp(rng.normal(0.0, 0.08, len(mix))) for mix in mixes]
        dealt.append(_dealt(written, shares, mixes, struck, day, rng))
    return House(written, truths, dealt)


def lived(here: House, *, learns: bool) -> Lived:
    """Every incident in turn; what came back is called again on its day."""
    month, cases = Lived(), list[Case]()
    known = [learned(situation, Counts()) for situation in here.written]
    waiting = sorted(here.incidents, key=lambda incident: incident.day)
    repeats: dict[int, list[Incident]] = defaultdict(list)
    for day in range(1, DAYS + 1):
        if learns:
            known = _known(here, cases, day)
        today = [incident for incident in waiting if incident.day == day]
        for incident, is_repeat in [(i, True) for i in repeats[day]] + [(i, False) for i in today]:
            case = _called(here, known[incident.situation], incident, day, month, is_repeat=is_repeat)
            cases.append(case)
            if case.comes_back_on is not None:
                repeats[case.comes_back_on].append(replace(incident, is_lucky=False, comes_back_after=None))
    return month


def figures(calls: Iterable[tuple[int, float, bool, bool]]) -> dict[str, float]:
    minutes, solved, repeated = (np.array(column) for column in list(zip(*calls, strict=True))[1:])
    incidents = float((~repeated.astype(bool)).sum())
    return {
        "incidents": int(incidents),
        "minutes_per_incident": round(float(minutes.sum()) / incidents, 2),
        "first_contact": round(float(solved.mean()), 3),
        "repeat_calls": round(float(repeated.mean()), 3),
    }


def _mix(situation: Situation) -> NDArray[np.float64]:
    return np.array([*(cause.prior for cause in situation.causes), situation.prior_other], dtype=np.float64)


def _dealt(
    written: list[Situation],
    shares: NDArray[np.float64],
    mixes: list[NDArray[np.float64]],
    struck: int,
    day: int,
    rng: np.random.Generator,
) -> Incident:
    place = int(rng.choice(len(written), p=shares / shares.sum()))
    situation, mix = written[place], mixes[place].copy()
    if place == struck and BAD_UPDATE[0] <= day <= BAD_UPDATE[1]:
        mix[int(np.argmin(mix[:-1]))] *= BAD_UPDATE[2] * 5
    ids: list[object] = [*(cause.id for cause in situation.causes), OTHER]
    luck: dict[object, float] = {("ask", check.id): rng.random() for check in situation.checks}
    luck |= {("try", r.id): rng.random() for cause in situation.causes for r in cause.remedies}
    is_lucky = bool(rng.random() < LUCKY)
    back = int(rng.integers(1, 6)) if is_lucky and rng.random() < COMES_BACK else None
    return Incident(day, place, ids[int(rng.choice(len(ids), p=mix / mix.sum()))], luck, is_lucky, back)


def _called(
    here: House, known: Situation, incident: Incident, day: int, month: Lived, *, is_repeat: bool
) -> Case:
    """One call, from the first question to its end; a lucky one ends with whatever was tried first."""
    session = Session(here.truths[incident.situation], incident.cause_id, incident.luck)
    checks = {check.id: check for check in known.checks}
    remedies = {r.id: r for cause in known.causes for r in cause.remedies}
    found: object = incident.cause_id
    while (step := look_ahead(known, session)).kind in ("ask", "remedy"):
        if step.kind == "ask":
            session.ask(checks[step.id])
            continue
        session.attempt(remedies[step.id])
        if incident.is_lucky and session.attempts[-1].outcome != "fixed":
            session.attempts[-1] = replace(session.attempts[-1], outcome="fixed")
            found = remedies[step.id].cause_id
            break
    is_fixed = any(attempt.outcome == "fixed" for attempt in session.attempts)
    session.minutes += 0.0 if is_fixed else session.context().escalation_minutes
    month.calls.append((day, session.minutes, is_fixed and not is_repeat, is_repeat))
    was_wrong = found != incident.cause_id and incident.comes_back_after is not None
    back = day + int(incident.comes_back_after or 0) if was_wrong else None
    return Case(day, incident.situation, found, session, back if back is not None and back <= DAYS else None)


def _known(here: House, cases: list[Case], day: int) -> list[Situation]:
    """The pack with every case whose window has passed and which had not come back by then."""
    counted: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        if case.closes_on + QUIET_DAYS <= day and case.comes_back_on is None:
            counted[case.situation].append(case)
    return [learned(situation, _counts(counted[place])) for place, situation in enumerate(here.written)]


def _counts(cases: list[Case]) -> Counts:
    causes: dict[object, float] = defaultdict(float)
    answers: dict[tuple[object, object], tuple[float, float]] = {}
    remedies: dict[object, tuple[float, float]] = {}
    for case in cases:
        causes[case.cause_id] += 1.0
        for told in case.session.evidence:
            yes, no = answers.get((told.check_id, case.cause_id), (0.0, 0.0))
            said = told.value == "yes"
            answers[told.check_id, case.cause_id] = (yes + said, no + (not said))
        for attempt in case.session.attempts:
            tried, worked = remedies.get(attempt.remedy_id, (0.0, 0.0))
            # A remedy that was tried against another cause says nothing of how well it cures its own.
            if attempt.outcome == "fixed":
                remedies[attempt.remedy_id] = (tried + 1, worked + 1)
    return Counts(dict(causes), answers, remedies)


def main() -> None:
    here = house(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
    months = {"learning": lived(here, learns=True), "without": lived(here, learns=False)}
    for span in ((1, 7), (8, 14), (15, 21), (22, DAYS), (1, DAYS)):
        print(json.dumps(_compared(months, *span)))


def _compared(months: dict[str, Lived], first: int, last: int) -> dict[str, object]:
    week = {
        name: figures(call for call in month.calls if first <= call[0] <= last)
        for name, month in months.items()
    }
    saved = week["without"]["minutes_per_incident"] - week["learning"]["minutes_per_incident"]
    return {"days": [first, last], **week, "minutes_saved_per_incident": round(saved, 2)}


if __name__ == "__main__":
    main()
