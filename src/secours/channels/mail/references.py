"""Message-IDs by which replies find their ticket."""

import hashlib
import re

from secours.channels.models import MessageReference
from secours.journal.models import Outbox
from secours.tickets.models import Ticket

_LONGEST = 400
DIGEST_MARK = "sha256:"
_OURS = re.compile(r"[0-9a-f]{40}@")  # as outbox.py makes them


def key_of(message_id: str) -> str:
    """As it is kept: an identifier too long for its column by its digest."""
    if len(message_id) <= _LONGEST:
        return message_id
    return DIGEST_MARK + hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()


def remember(message_id: str, ticket: Ticket) -> None:
    """From now on an answer to this message belongs to the ticket; who came first keeps it."""
    MessageReference.objects.bulk_create(
        [
            MessageReference(
                organisation_id=ticket.organisation_id, message_id=key_of(message_id), ticket=ticket
            )
        ],
        ignore_conflicts=True,
    )


def forget(message_id: str) -> None:
    """A Message-ID used twice says nothing any more; those that we made ourselves stay."""
    if not is_ours(message_id):
        MessageReference.objects.filter(message_id=key_of(message_id)).delete()


def is_ours(message_id: str) -> bool:
    """Known by its form first: nearly every mail is spared the query."""
    return bool(_OURS.match(message_id)) and Outbox.objects.filter(message_id=message_id[:200]).exists()
