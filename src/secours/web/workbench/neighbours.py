"""The tickets before and after this one, in the list it was opened from (by deadline)."""

from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse

from secours.people.actor import Actor
from secours.tickets.models import Ticket
from secours.web.navigation import QUEUES, first_queue, queue_tickets, queue_titles


def neighbours_of(request: HttpRequest, reader: Actor, ticket: Ticket) -> dict[str, Any]:
    """Addresses of the queue, of the ticket before and of the one after; two queries."""
    asked = request.GET.get("queue", "")
    queue = asked if asked in QUEUES or asked == "all" else first_queue(reader)
    tickets = queue_tickets(reader, queue).exclude(id=ticket.id)
    before, after = _around(ticket)
    nulls_last = F("next_due_at").asc(nulls_last=True)
    nulls_first = F("next_due_at").desc(nulls_first=True)
    previous = tickets.filter(before).order_by(nulls_first, "-id").values_list("number", flat=True).first()
    following = tickets.filter(after).order_by(nulls_last, "id").values_list("number", flat=True).first()
    return {
        "title": queue_titles()[queue],
        "url": f"{reverse('workbench:queue')}?queue={queue}",
        "previous": _address(previous, queue),
        "next": _address(following, queue),
    }


def _around(ticket: Ticket) -> tuple[Q, Q]:
    if ticket.next_due_at is None:
        return Q(next_due_at__isnull=False) | Q(id__lt=ticket.id), Q(next_due_at=None, id__gt=ticket.id)
    before = Q(next_due_at__lt=ticket.next_due_at) | Q(next_due_at=ticket.next_due_at, id__lt=ticket.id)
    after = (
        Q(next_due_at__gt=ticket.next_due_at)
        | Q(next_due_at=ticket.next_due_at, id__gt=ticket.id)
        | Q(next_due_at=None)
    )
    return before, after


def _address(number: int | None, queue: str) -> str:
    return f"{reverse('workbench:ticket', args=[number])}?queue={queue}" if number else ""
