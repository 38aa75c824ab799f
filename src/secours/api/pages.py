"""Pages by key: no offset, so that a list which moves loses and repeats nothing."""

import base64
import binascii
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from secours.people.errors import Refused
from secours.tickets.models import Ticket


def page_of(tickets: QuerySet[Ticket], after: str, limit: int) -> tuple[list[Ticket], str]:
    """Rows, and where the next page begins ("" on the last)."""
    if after:
        at, ticket_id = _read(after)
        tickets = tickets.filter(Q(updated_at__lt=at) | Q(updated_at=at, id__lt=ticket_id))
    rows = list(tickets.order_by("-updated_at", "-id")[: limit + 1])
    following = _write(rows[limit - 1]) if len(rows) > limit else ""
    return rows[:limit], following


def _write(ticket: Ticket) -> str:
    plain = f"{ticket.updated_at.isoformat()} {ticket.id}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read(after: str) -> tuple[datetime, int]:
    try:
        plain = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode("ascii")
        at, _space, ticket_id = plain.partition(" ")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or len(ticket_id) > 18:
            raise ValueError
        return moment, int(ticket_id)
    except (ValueError, binascii.Error):
        raise Refused(
            "page_unknown", _("This page does not exist: begin the list again."), field="after"
        ) from None
