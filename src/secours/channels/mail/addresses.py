"""Our own addresses, and whether two belong together."""

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings

from secours.channels.models import Mailbox


def own_addresses() -> frozenset[str]:
    """Of every mailbox and of the sender of mail; a mail from one of them is never answered."""
    return with_ours(Mailbox.objects.values_list("address", flat=True))


def with_ours(mailboxes: Iterable[str]) -> frozenset[str]:
    addresses = {*mailboxes, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}
    return frozenset(plain(address) for address in addresses if address)


def plain(address: str) -> str:
    """Lower case, without what follows a plus: support+t-1042.k3j…@ is support@."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()
