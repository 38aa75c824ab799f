from secours.tickets.models.conversation import Draft, Message, Presence
from secours.tickets.models.reply import StandardReply
from secours.tickets.models.ticket import Link, SavedView, Task, Ticket, Watcher
from secours.tickets.models.work import Assignment, Escalation, Hold, Resolution

__all__ = [
    "Assignment",
    "Draft",
    "Escalation",
    "Hold",
    "Link",
    "Message",
    "Presence",
    "Resolution",
    "SavedView",
    "StandardReply",
    "Task",
    "Ticket",
    "Watcher",
]
