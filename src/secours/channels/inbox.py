"""The notifications of a person: what is unread, and that they were read. One's own, never another's."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from secours.channels.models import Notification
from secours.people.actor import Actor
from secours.tickets.access import tasks_given_to, tickets_visible_to

CHANNEL = "secours_inbox"
"""On which the events process hears whose count has changed (config/events.py)."""


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """Of tickets that the reader may still open, or on which something was given to them to do."""
    own = Notification.objects.filter(
        person_id=actor.person_id or 0, organisation_id=actor.organisation_id or 0
    )
    seen = Exists(tickets_visible_to(actor).filter(id=OuterRef("ticket_id")))
    return own.filter(seen | Exists(tasks_given_to(actor).filter(ticket_id=OuterRef("ticket_id"))))


def unread_of(actor: Actor) -> QuerySet[Notification]:
    return notifications_of(actor).filter(read_at=None)


@transaction.atomic
def mark_notifications_read(*, by: Actor, ticket_id: int | None = None) -> int:
    """Of one ticket, or all. How many were unread. Not journaled: nothing is decided by it."""
    own = Notification.objects.filter(person_id=by.person_id or 0, read_at=None)
    if ticket_id is not None:
        own = own.filter(ticket_id=ticket_id)
    count = own.update(read_at=timezone.now())
    if count and by.person_id:
        announce([by.person_id])
    return count


def announce(person_ids: Iterable[int]) -> None:
    """Once committed, the open pages of these people ask for their count."""
    told = " ".join(str(one) for one in person_ids)
    if told:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, told])
