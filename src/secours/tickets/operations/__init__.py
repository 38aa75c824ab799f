"""Verbs that change tickets; one file per noun."""

from secours.tickets.operations.assigning import assign_ticket, escalate_ticket, take_ticket
from secours.tickets.operations.declaring import (
    attach_to_known_incident,
    change_ticket,
    declare_ticket,
    declare_with_message,
    renew_deadlines,
)
from secours.tickets.operations.erasing import erase_message
from secours.tickets.operations.holding import hold_ticket, resume_ticket
from secours.tickets.operations.linking import link_tickets, unlink_tickets
from secours.tickets.operations.replying import discard_draft, note_presence, reply_to_ticket, save_draft
from secours.tickets.operations.resolving import (
    close_ticket,
    close_without_answer,
    reopen_ticket,
    resolve_ticket,
)
from secours.tickets.operations.tasks import (
    add_task,
    date_task,
    finish_task,
    give_task,
    remind_of_task,
    resume_task,
)
from secours.tickets.operations.undoing import undo

__all__ = [
    "add_task",
    "assign_ticket",
    "attach_to_known_incident",
    "change_ticket",
    "close_ticket",
    "close_without_answer",
    "date_task",
    "declare_ticket",
    "declare_with_message",
    "discard_draft",
    "erase_message",
    "escalate_ticket",
    "finish_task",
    "give_task",
    "hold_ticket",
    "link_tickets",
    "note_presence",
    "remind_of_task",
    "renew_deadlines",
    "reopen_ticket",
    "reply_to_ticket",
    "resolve_ticket",
    "resume_task",
    "resume_ticket",
    "save_draft",
    "take_ticket",
    "undo",
    "unlink_tickets",
]
