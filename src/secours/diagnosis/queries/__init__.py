"""Reads of a diagnosis: the next step for a person, the panel for a technician."""

from secours.diagnosis.queries.panel import (
    AnswerView,
    CauseView,
    PanelAsked,
    PanelView,
    RemedyView,
    ask_run,
    panel_of,
    panel_told,
)
from secours.diagnosis.queries.reasons import Reason, attempt_sentence, finding_sentence
from secours.diagnosis.queries.step import ForecastView, StepView, next_step_of, step_view

__all__ = [
    "AnswerView",
    "CauseView",
    "ForecastView",
    "PanelAsked",
    "PanelView",
    "Reason",
    "RemedyView",
    "StepView",
    "ask_run",
    "attempt_sentence",
    "finding_sentence",
    "next_step_of",
    "panel_of",
    "panel_told",
    "step_view",
]
