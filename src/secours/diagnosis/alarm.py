"""The danger that a run's words tell, and what to do about it at once."""

from dataclasses import dataclass

from django.db.models import Q

from secours.diagnosis.dangers import ALARMS, Danger, danger_in
from secours.diagnosis.models import Run
from secours.faults.choices import ReviewState
from secours.faults.models import Fault


@dataclass(frozen=True)
class Warned:
    """What is in danger, and the first gesture. No `name`: the situation asks for it, the words do not."""

    name: str
    gesture: str


def danger_of(run: Run, more: str = "") -> Danger | None:
    """In the person's own words, in what they answered, or in the last ones they add."""
    return danger_in(" ; ".join([run.text, *map(str, run.opening.values()), more]))


def gesture_of(run: Run) -> str:
    """What to do first of all, before any question; nothing when nothing is in danger. What burns or wets goes
    before what the situation says of data, else the situation knows best."""
    own = run.fault.first_gesture if run.fault else ""
    danger = danger_of(run)
    if danger is None or (own and danger not in _BODILY):
        return own
    told = [_gesture_against(danger, run), own]
    return " ".join(dict.fromkeys(gesture for gesture in told if gesture))


_BODILY = (Danger.BATTERY, Danger.FIRE, Danger.WATER)


def warning_of(run: Run, more: str = "") -> Warned | None:
    """For the technicians: what the words of the run, or `more` of them, put in danger."""
    danger = danger_of(run, more)
    if danger is not None:
        own = run.fault.first_gesture if run.fault else ""
        return Warned(str(ALARMS[danger].name), own or _gesture_against(danger, run))
    return Warned("", run.fault.first_gesture) if run.fault and run.fault.first_gesture else None


def _gesture_against(danger: Danger, run: Run) -> str:
    """That of the situation which is about it, the organisation's own before the shared one; else ours."""
    known = Q(organisation=None) | Q(organisation_id=run.organisation_id)
    faults = Fault.objects.filter(known, code=ALARMS[danger].code).exclude(state=ReviewState.RETIRED)
    fault = faults.order_by("organisation_id").first()
    return (fault.first_gesture if fault else "") or str(ALARMS[danger].gesture)
