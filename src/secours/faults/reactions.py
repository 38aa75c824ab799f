"""What the fault base answers to news of tickets."""

from secours.faults.operations.forgetting import forget_ticket_words
from secours.faults.operations.learning import (
    forget_cases_of,
    keep_occurrence,
    merge_cases_of,
    part_cases_of,
    withdraw,
)
from secours.faults.recall.past import forget_ticket, mark
from secours.journal.models import Entry
from secours.journal.news import answer
from secours.journal.operations import words_erased_by
from secours.tickets.choices import Closure


@answer("ticket.solved")
def keep_case(entry: Entry) -> None:
    keep_occurrence(entry)
    mark(entry.subject_id)


@answer("ticket.reopened")
def withdraw_case(entry: Entry) -> None:
    withdraw(entry.data.get("resolution"))
    mark(entry.subject_id)


@answer("ticket.closed")
def never_learn_what_was_not_resolved(entry: Entry) -> None:
    if entry.data.get("closure") != Closure.RESOLVED:
        forget_cases_of(entry.subject_id)


@answer("ticket.linked")
def count_one_outage_once(entry: Entry) -> None:
    if "was" in entry.data:
        count_apart_again(entry)
    merge_cases_of(entry.subject_id)


@answer("ticket.unlinked")
def count_apart_again(entry: Entry) -> None:
    part_cases_of(entry.subject_id)
    part_cases_of(entry.data["other"])


@answer("text.erased")
def forget_how_it_was_told(entry: Entry) -> None:
    if entry.subject_kind == "ticket":
        forget_ticket_words(entry, words_erased_by(entry))
        forget_ticket(entry.subject_id)
