"""Reads of a diagnosis: the next step for a person, the panel for a technician."""

from secours.diagnosis.queries.panel import (
    AnswerView,
    CauseView,
    PanelView,
    RemedyView,
    answers_of,
    panel_of,
    run_of_ticket,
)
from secours.diagnosis.queries.reasons import Reason, attempt_sentence, finding_sentence
from secours.diagnosis.queries.step import ForecastView, StepView, next_step_of, step_view

__all__ = [
    "AnswerView",
    "CauseView",
    "ForecastView",
    "PanelView",
    "Reason",
    "RemedyView",
    "StepView",
    "answers_of",
    "attempt_sentence",
    "finding_sentence",
    "next_step_of",
    "panel_of",
    "run_of_ticket",
    "step_view",
]
