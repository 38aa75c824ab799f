"""A report on a mail of ours that did not arrive: which one, and what becomes of it."""

import re

from secours.channels.mail.reading import MailReading
from secours.channels.mail.references import key_of
from secours.channels.models import MessageReference
from secours.journal.models import Outbox
from secours.lib.text import clipped
from secours.tickets.models import Ticket

# Reports repeat the original’s headers in a part of their own, in the text, or not at all.
_ORIGINAL = re.compile(
    rb"^[ >\t]*(?:X-)?(?:Original-)?Message-ID:\s*<([^<>\s]{1,400})>", re.IGNORECASE | re.MULTILINE
)
_READ = 1_000_000


def bounced_ticket(reading: MailReading, raw: bytes, reach: frozenset[int]) -> Ticket | None:
    """The ticket of the original, and its letter marked as not arrived."""
    identifiers = _originals(reading, raw)
    if not identifiers:
        return None
    Outbox.objects.filter(message_id__in=identifiers).update(
        state=Outbox.State.FAILED, failure=clipped(reading.text, 500)
    )
    known = MessageReference.objects.filter(
        message_id__in=[key_of(one) for one in identifiers], organisation_id__in=sorted(reach)
    )
    first = known.select_related("ticket").first()
    return first.ticket if first else None


def _originals(reading: MailReading, raw: bytes) -> list[str]:
    named = [reading.in_reply_to, *reading.references]
    found = [match.decode("ascii", "replace") for match in _ORIGINAL.findall(raw[:_READ])]
    return [one for one in dict.fromkeys([*named, *found]) if one and one != reading.message_id][:50]
