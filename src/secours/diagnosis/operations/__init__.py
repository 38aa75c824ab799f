"""Verbs that change a diagnosis; one file per moment of it."""

from secours.diagnosis.operations.answering import (
    record_attempt,
    record_finding,
)
from secours.diagnosis.operations.approving import ask_approval, decide_approval, require_approved
from secours.diagnosis.operations.assessing import edit_assessment, recommend, write_assessment
from secours.diagnosis.operations.ending import (
    NewFile,
    abandon_run,
    hand_over,
    keep_with_ticket,
    solve_run,
)
from secours.diagnosis.operations.reading import answer_article
from secours.diagnosis.operations.starting import (
    answer_opening,
    begin_due_runs,
    choose_situation,
    resume_run,
    set_device,
    start_run,
    start_run_on_ticket,
)

__all__ = [
    "NewFile",
    "abandon_run",
    "answer_article",
    "answer_opening",
    "ask_approval",
    "begin_due_runs",
    "choose_situation",
    "decide_approval",
    "edit_assessment",
    "hand_over",
    "keep_with_ticket",
    "recommend",
    "record_attempt",
    "record_finding",
    "require_approved",
    "resume_run",
    "set_device",
    "solve_run",
    "start_run",
    "start_run_on_ticket",
    "write_assessment",
]
