"""What the channels answer to news of tickets: people are told, after the transaction."""

from secours.channels.keeping import forget_mails, with_copies
from secours.channels.models import RawMessage
from secours.channels.tasks import notify, remove_files
from secours.journal.models import Attachment, Entry
from secours.journal.news import answer
from secours.lib.jobs import defer
from secours.people.actor import system_within


@answer(
    "ticket.declared",
    "ticket.replied",
    "ticket.assigned",
    "ticket.escalated",
    "ticket.solved",
    "ticket.reopened",
    "ticket.closed",
    "ticket.reminded",
    "task.added",
    "task.given",
    "task.reminded",
    "approval.asked",
    "approval.given",
    "approval.refused",
)
def tell(entry: Entry) -> None:
    # Deferred in the same transaction: undone with it, and never before it.
    defer(notify, entry_id=entry.id)


@answer("text.erased")
def forget_the_mail(entry: Entry) -> None:
    """The mail that a message came in by holds its words and files too, in the provider's mailbox perhaps, which
    the wall hides from a client's administrator; so do the same mail by another way, and attachments."""
    about = {"entry__subject_kind": entry.subject_kind, "entry__subject_id": entry.subject_id}
    posted = {f"posted__{name}": value for name, value in about.items()}
    with system_within():
        came = RawMessage.objects.filter(**posted, posted__entry__number=entry.data["number"])
        digests = forget_mails(with_copies(came))
    subject = Attachment.objects.filter(subject_kind=entry.subject_kind, subject_id=entry.subject_id)
    digests |= set(subject.values_list("sha256", flat=True))
    if digests:
        remove_files.defer(digests=sorted(digests))
