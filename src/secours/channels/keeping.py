"""Which of the kept bytes are still held, by any package, in any organisation."""

from collections.abc import Iterable

from secours.channels.models import RawMessage
from secours.equipment.models import Inventory
from secours.journal.files import remove
from secours.journal.models import Attachment
from secours.people.actor import Actor, acting


def remove_unheld(digests: Iterable[str], *, by: Actor) -> int:
    """Take away the bytes that nothing holds any more; `by` reaches every organisation. How many went."""
    gone = 0
    for digest in digests:
        with acting(by):
            gone += remove(digest, _is_held)
    return gone


def _is_held(digest: str) -> bool:
    return (
        Attachment.objects.filter(sha256=digest).exists()
        or RawMessage.objects.filter(sha256=digest, erased_at=None).exists()
        or Inventory.objects.filter(sha256=digest).exists()
    )
