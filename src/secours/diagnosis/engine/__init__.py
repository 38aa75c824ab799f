"""The diagnosis engine: pure Python and NumPy, no Django, no network, deterministic.

It turns what is known of a situation and what a session has seen into probabilities, the next step and the
reasons. See docs/subsystems and diagnosis.md for the theory.
"""

from secours.diagnosis.engine.counts import Counts, learned
from secours.diagnosis.engine.explanation import Contribution, explain
from secours.diagnosis.engine.knowledge import OTHER, Cause, Check, Remedy, Situation
from secours.diagnosis.engine.next_step import expected_repair_minutes, next_step
from secours.diagnosis.engine.pack import situation_from_pack
from secours.diagnosis.engine.posterior import Posterior, posterior
from secours.diagnosis.engine.session import Attempted, Context, Evidence
from secours.diagnosis.engine.step import Forecast, Shift, Step
from secours.diagnosis.engine.words import band

__all__ = [
    "OTHER",
    "Attempted",
    "Cause",
    "Check",
    "Context",
    "Contribution",
    "Counts",
    "Evidence",
    "Forecast",
    "Posterior",
    "Remedy",
    "Shift",
    "Situation",
    "Step",
    "band",
    "expected_repair_minutes",
    "explain",
    "learned",
    "next_step",
    "posterior",
    "situation_from_pack",
]
