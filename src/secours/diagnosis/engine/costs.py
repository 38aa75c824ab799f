"""What a step costs, in minutes of a technician's work.

The weights are judgements (diagnosis.md gives disruption, not rates): what matters is their order.
"""

from __future__ import annotations

from typing import Final

from secours.diagnosis.engine.knowledge import Check, Remedy
from secours.diagnosis.engine.session import Context

RATE: Final[dict[str, float]] = {"user": 1.0, "tech": 1.0, "admin": 1.5, "vendor": 2.0}
DISRUPTION_MINUTES: Final[dict[str, float]] = {
    "none": 0.0,
    "session": 2.0,
    "reboot": 4.0,
    "outage": 15.0,
    "data": 10.0,
}
WAITING: Final = 0.2
"""A minute of waiting costs a fifth of a minute of work: one does something else meanwhile."""
APPROVAL_MINUTES: Final = 10.0
TRAVEL_MINUTES: Final = 15.0
"""Going to the device, paid once in a session."""
HANDOVER_MINUTES: Final = 10.0
"""A user's session that a technician takes up, paid once."""


def check_minutes(check: Check, context: Context) -> float:
    """Cost of asking, the way to the device included when nobody is there yet."""
    return check.minutes * RATE[check.by] + (travel_minutes(context) if needs_travel(check) else 0.0)


def remedy_minutes(remedy: Remedy, context: Context) -> float:
    """Cost of one try without travel or hand-over, which a session pays once (`repair.py`)."""
    disruption = DISRUPTION_MINUTES[remedy.disruption] * context.criticality
    approval = APPROVAL_MINUTES if remedy.needs_approval else 0.0
    return max(remedy.minutes * RATE[remedy.by] + remedy.wait_minutes * WAITING + disruption + approval, 0.1)


def needs_travel(step: Check | Remedy) -> bool:
    """A user who acts at the device is there already: only somebody else has to travel."""
    return step.where == "onsite" and step.by != "user"


def travel_minutes(context: Context) -> float:
    return 0.0 if context.onsite else TRAVEL_MINUTES
