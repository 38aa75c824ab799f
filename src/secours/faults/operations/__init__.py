"""Verbs that change the fault base; one file per matter."""

from secours.faults.operations.articles import (
    change_article,
    record_article,
    restore_article,
    retire_article,
    review_article,
    write_article_from,
)
from secours.faults.operations.authoring import (
    change_fault,
    promote_ticket,
    record_fault,
    review_fault,
)
from secours.faults.operations.contents import (
    add_cause,
    add_check,
    add_remedy,
    change_cause,
    change_check,
    change_remedy,
)
from secours.faults.operations.learning import count_due_occurrences
from secours.faults.operations.resolving import resolve_with_remedy
from secours.faults.operations.retiring import (
    restore_check,
    restore_fault,
    restore_remedy,
    retire_check,
    retire_fault,
    retire_remedy,
)

__all__ = [
    "add_cause",
    "add_check",
    "add_remedy",
    "change_article",
    "change_cause",
    "change_check",
    "change_fault",
    "change_remedy",
    "count_due_occurrences",
    "promote_ticket",
    "record_article",
    "record_fault",
    "resolve_with_remedy",
    "restore_article",
    "restore_check",
    "restore_fault",
    "restore_remedy",
    "retire_article",
    "retire_check",
    "retire_fault",
    "retire_remedy",
    "review_article",
    "review_fault",
    "write_article_from",
]
