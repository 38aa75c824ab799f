"""Erasing the words of a message, for privacy: what is left says that they were, and that is all."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secours.journal.files import detach
from secours.journal.models import Attachment, Entry
from secours.journal.operations import erase_text
from secours.lib.quotes import Erased
from secours.people.access import require_administrator
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Person
from secours.tickets.access import locked_ticket, messages_visible_to
from secours.tickets.choices import ErasureReason
from secours.tickets.models import Draft, Message, Task, Ticket
from secours.tickets.operations.recording import index_anew

# Copies of words beside the journal, one line a column.
_COPIES = (("resolutions", "text"), ("resolutions", "withdrawn_why"), ("holds", "comment"), ("escalations", "note"))  # fmt: skip


@transaction.atomic
def erase_message(ticket_id: int, message_id: int, *, by: Actor, reason: str = ErasureReason.ASKED) -> int:
    """Its words, its files, and what repeats them on the ticket; higher packages answer `text.erased` for
    their own copies. Gives back how many other messages still quote it: each is erased by itself."""
    require_administrator(by)
    ticket = locked_ticket(by, ticket_id)
    message = messages_visible_to(by, ticket).filter(id=message_id).first()
    if message is None:
        raise NotFound("message_not_found", _("This message does not exist, or is not in your reach."))
    _require_own(by, message)
    if message.entry.words.erased_at is not None:
        raise Refused("already_erased", _("The words of this message are erased already."))
    words = Erased(message.entry.words.text)
    others = _other_texts(ticket, message, words)
    _forget_copies(ticket, words)
    for entry in (message.entry, *(other for other in others if not hasattr(other, "message"))):
        erase_text(entry, by=by, reason=str(ErasureReason(reason)))
    detach(_files_of(ticket, message))
    _forget_title(ticket, words)
    index_anew(ticket)
    return sum(hasattr(other, "message") for other in others)


def _require_own(by: Actor, message: Message) -> None:
    """The provider erases on the tickets that it serves; a client, what its own people wrote."""
    if by.is_provider or by.is_system:
        return
    if not Person.objects.filter(id=message.author_id or 0, organisation_id=by.organisation_id or 0).exists():
        raise NotAllowed(
            "not_their_words",
            _(
                "You may erase what people of your organisation wrote. Ask the support team to erase this message."
            ),
        )


def _other_texts(ticket: Ticket, message: Message, words: Erased) -> list[Entry]:
    """Of the ticket's chain, later: messages and lines (why it was reopened, a note of hand-over) that quote it.
    What was written before it quotes nothing: else one could erase the words of others by repeating them."""
    chain = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id, words__erased_at=None)
    told = chain.filter(number__gt=message.entry.number).select_related("words", "message").order_by("number")
    return [entry for entry in told if hasattr(entry, "words") and words.is_quoted_in(entry.words.text)]


def _files_of(ticket: Ticket, message: Message) -> list[Attachment]:
    """Files given with a declaration may hang on the ticket alone: they are shown with its first message."""
    files = Attachment.objects.filter(subject_kind="ticket", subject_id=ticket.id)
    is_first = not Message.objects.filter(ticket=ticket, id__lt=message.id).exists()
    return [file for file in files if file.entry_id == message.entry_id or (is_first and not file.entry_id)]


def _forget_copies(ticket: Ticket, words: Erased) -> None:
    for related, field in _COPIES:
        for row in getattr(ticket, related).all():
            _cut(row, field, words)
    for task in Task.objects.filter(ticket=ticket):
        _cut(task, "title", words, instead=_erased_in(ticket.language))
    for draft in Draft.objects.filter(key__endswith=f":{ticket.number}"):
        _cut(draft, "text", words)
        if not draft.text:
            draft.delete()


def _cut(row: Any, field: str, words: Erased, *, instead: str = "") -> None:
    """`instead`: what is written where nothing is left."""
    if words.is_quoted_in(getattr(row, field)):
        setattr(row, field, words.cut_from(getattr(row, field)) or instead)
        row.save(update_fields=[field])


def _forget_title(ticket: Ticket, words: Erased) -> None:
    """A subject made of the first words of the message."""
    if words.is_quoted_in(ticket.title):
        ticket.title, ticket.updated_at = _erased_in(ticket.language), timezone.now()
        ticket.save(update_fields=["title", "updated_at"])


def _erased_in(language: str) -> str:
    with translation.override(language):
        return gettext("Erased, for privacy")
