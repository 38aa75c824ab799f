"""Reads of a diagnosis: the next step for a person, the panel for a technician."""

from secours.diagnosis.queries.article_answers import ArticleAnswers, article_answers
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
    "ArticleAnswers",
    "CauseView",
    "ForecastView",
    "PanelAsked",
    "PanelView",
    "Reason",
    "RemedyView",
    "StepView",
    "article_answers",
    "ask_run",
    "attempt_sentence",
    "finding_sentence",
    "next_step_of",
    "panel_of",
    "panel_told",
    "step_view",
]
