"""Which of the kept bytes are still held, by any package, in any organisation."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

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


def with_copies(mails: QuerySet[RawMessage]) -> QuerySet[RawMessage]:
    """And what came by another way, with the same words, and was put aside: nothing was made of it."""
    alike = Q(id__in=list(mails.values_list("id", flat=True)))
    for mail in mails.exclude(message_id=""):
        alike |= Q(
            organisation_id=mail.organisation_id,
            message_id=mail.message_id,
            fingerprint=mail.fingerprint,
            posted=None,
        )
    return RawMessage.objects.filter(alike)


def forget_mails(mails: QuerySet[RawMessage]) -> set[str]:
    """Their subjects go, and no longer do they hold their bytes, whose digests are given back."""
    digests = set(mails.values_list("sha256", flat=True))
    mails.update(subject="", erased_at=timezone.now())
    return digests


def _is_held(digest: str) -> bool:
    return (
        Attachment.objects.filter(sha256=digest).exists()
        or RawMessage.objects.filter(sha256=digest, erased_at=None).exists()
        or Inventory.objects.filter(sha256=digest).exists()
    )
