"""The tickets before and after this one, in the list it was opened from (by deadline)."""

from functools import lru_cache
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from secours.lib.statements import KEPT, Given, Reading, Statement, chained, statement
from secours.people.actor import Actor
from secours.tickets.models import Ticket
from secours.web.navigation import QUEUES, first_queue, queue_tickets, queue_titles


class NeighboursAsked:
    """The tickets around this one, asked among what its page asks."""

    def __init__(self, request: HttpRequest, reading: Reading, reader: Actor, ticket: Ticket) -> None:
        asked = request.GET.get("queue", "")
        self.queue = asked if asked in QUEUES or asked == "all" else first_queue(reader)
        given = {"now": timezone.now(), "ticket": ticket.id, "moment": ticket.next_due_at}
        has_moment = ticket.next_due_at is not None
        self.previous = reading.ask(_beside(reader, self.queue, True, has_moment), **given)
        self.following = reading.ask(_beside(reader, self.queue, False, has_moment), **given)

    def told(self) -> dict[str, Any]:
        """Addresses of the queue, of the ticket before and of the one after."""
        return {
            "title": queue_titles()[self.queue],
            "url": f"{reverse('workbench:queue')}?queue={self.queue}",
            "previous": _address(self.previous.first, self.queue),
            "next": _address(self.following.first, self.queue),
        }


@lru_cache(maxsize=KEPT)
def _beside(reader: Actor, queue: str, is_before: bool, has_moment: bool) -> Statement[int]:
    """The number of the ticket just before, or just after, one whose next promise falls at a moment or never. What has
    a moment and what has none are asked apart: in one question, every ticket due earlier was read (60,000: 250 ms)."""
    tickets = queue_tickets(reader, queue, Given("now")).exclude(id=Given("ticket"))
    near = (_before if is_before else _after)(has_moment)
    due = F("next_due_at").desc(nulls_first=True) if is_before else F("next_due_at").asc(nulls_last=True)
    ordered = tickets.order_by(due, "-id" if is_before else "id")
    asked = [statement(ordered.filter(one).values_list("number", flat=True)[:1]) for one in near]
    return chained(asked[0], asked[1], 1) if len(asked) == 2 else asked[0]


def _before(has_moment: bool) -> list[Q]:
    """The nearest first."""
    earlier = Q(id__lt=Given("ticket"))
    if not has_moment:
        return [Q(earlier, next_due_at=None), Q(next_due_at__isnull=False)]
    at, before = Q(earlier, next_due_at=Given("moment")), Q(next_due_at__lt=Given("moment"))
    return [Q(before | at, next_due_at__lte=Given("moment"))]


def _after(has_moment: bool) -> list[Q]:
    later = Q(id__gt=Given("ticket"))
    if not has_moment:
        return [Q(later, next_due_at=None)]
    at, beyond = Q(later, next_due_at=Given("moment")), Q(next_due_at__gt=Given("moment"))
    return [Q(beyond | at, next_due_at__gte=Given("moment")), Q(next_due_at=None)]


def _address(number: int | None, queue: str) -> str:
    return f"{reverse('workbench:ticket', args=[number])}?queue={queue}" if number else ""
