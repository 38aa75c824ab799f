"""What the channels answer to news of tickets: people are told, after the transaction."""

from secours.channels.tasks import notify
from secours.journal.models import Entry
from secours.journal.news import answer


@answer(
    "ticket.declared",
    "ticket.replied",
    "ticket.assigned",
    "ticket.escalated",
    "ticket.solved",
    "ticket.reopened",
    "ticket.closed",
    "ticket.reminded",
)
def tell(entry: Entry) -> None:
    # Deferred in the same transaction: undone with it, and never before it.
    notify.defer(entry_id=entry.id)
