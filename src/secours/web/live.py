"""What a page subscribes to: a signed list of topics, read by the events process (config/events.py)."""

from django.conf import settings
from django.http import HttpRequest

from secours.lib.statements import written
from secours.lib.tokens import sign
from secours.people.actor import Actor
from secours.tickets.access import sees_notes
from secours.tickets.models import Ticket

PURPOSE = "events"
_HOURS = 12 * 3600
# The page's own snapshot, asked before anything else: what is committed between its reading and its
# listening is replayed.
SNAPSHOT = written("SELECT pg_current_snapshot()::text")


def events_origin(request: HttpRequest) -> str:
    """Where live updates come from: beside the pages, on the next port, unless a proxy joins them."""
    if settings.SECOURS_URL:
        return settings.SECOURS_URL
    host = request.get_host().rsplit(":", 1)[0] if ":" in request.get_host() else request.get_host()
    return f"http://{host}:{settings.SECOURS_EVENTS_PORT}"


def ticket_topic(request: HttpRequest, reader: Actor, ticket: Ticket, since: str = "") -> str:
    """The address of the events of one ticket; notes only to those who see them. `since`: SNAPSHOT's answer."""
    heard = {"ticket": ticket.id, "internal": sees_notes(reader, ticket), **_inbox(reader)}
    return _address(request, heard, since)


def queue_topic(request: HttpRequest, reader: Actor, since: str = "") -> str:
    """Events of every ticket in reach, without saying which (a confidential one stays unknown)."""
    return _address(request, {"queue": sorted(reader.reach), **_inbox(reader)}, since)


def inbox_topic(request: HttpRequest, reader: Actor, since: str = "") -> str:
    """Events of one's own notifications alone."""
    return _address(request, _inbox(reader), since)


def portal_topic(request: HttpRequest, reader: Actor, ticket_ids: list[int]) -> str:
    return _address(request, {"tickets": ticket_ids}, "")


def _inbox(reader: Actor) -> dict[str, object]:
    """That the number of one's unread notifications has changed, and nothing else."""
    return {"person": reader.person_id} if reader.person_id else {}


def _address(request: HttpRequest, payload: dict[str, object], since: str) -> str:
    seen = {"since": since or SNAPSHOT.read()[0][0]}
    token = sign(settings.SECRET_KEY, PURPOSE, {**payload, **seen}, _HOURS)
    return f"{events_origin(request)}/events?topics={token}"
