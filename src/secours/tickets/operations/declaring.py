from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.lib.text import clipped, one_line
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Person
from secours.service_levels.models import Category
from secours.service_levels.queries import priority_of, terms_for
from secours.tickets.access import locked_ticket, require_service
from secours.tickets.choices import OPEN_STATES, Channel, State, TicketKind
from secours.tickets.models import Message, Ticket
from secours.tickets.operations.recording import (
    found_by,
    keep_promise,
    record_on,
    set_deadlines,
)

_CHANGEABLE = {
    "title", "kind", "category", "impact", "urgency", "device", "site", "place", "affected", "is_confidential",
    "callback_phone", "callback_place", "is_known_incident",
}  # fmt: skip


_WORDS = {"title", "callback_phone", "callback_place"}


@transaction.atomic
def declare_ticket(
    *,
    by: Actor,
    requester: Person,
    text: str,
    title: str = "",
    kind: str = TicketKind.INCIDENT,
    channel: str = Channel.PORTAL,
    category: Category | None = None,
    impact: int | None = None,
    urgency: int | None = None,
    language: str = "",
    **fields: Any,
) -> Ticket:
    """A new ticket with its first message; it reaches the default team.

    `fields`: affected, callback_phone, callback_place, site, place, device, is_confidential,
    is_known_incident. The priority comes from the matrix.
    """
    if not (by.serves or by.person_id == requester.id):
        raise NotAllowed("not_for_others", _("You can only declare for yourself. Ask the support team to."))
    if not (text.strip() or title.strip()):
        raise Refused("text_missing", _("Say in a few words what is happening, then send."), field="text")
    now = timezone.now()
    number, team_id = _next_number(requester.organisation_id)
    ticket = Ticket(
        organisation_id=requester.organisation_id,
        number=number,
        kind=kind,
        channel=channel,
        title=clipped(title or text, 120),
        language=language or requester.language,
        requester=requester,
        category=category,
        impact=impact or (category.impact if category else 3),
        urgency=urgency or (category.urgency if category else 2),
        team_id=team_id,
        created_at=now,
        updated_at=now,
        **{"site": requester.site, "place": requester.place, **fields},
    )
    ticket.priority, promise = terms_for(ticket.organisation_id, ticket.impact, ticket.urgency)
    keep_promise(ticket, promise)
    ticket.message_count = 1
    ticket.search = found_by(ticket.language, f"{ticket.label} {ticket.title} {text}")
    ticket.save(force_insert=True)
    del ticket.search  # an expression: read anew from the row by whoever asks
    told = text.strip() or ticket.title
    entry = record_on(
        ticket, "ticket.declared", by=by, text=told, data=_declared(ticket), touch=False, save=False
    )
    Message.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        entry=entry,
        author=requester,
        author_name=requester.name,
        from_requester=True,
        channel=channel,
        at=entry.at,
    )
    return ticket


@transaction.atomic
def change_ticket(ticket_id: int, *, by: Actor, **changes: Any) -> Ticket:
    """Qualification: title, category, impact, urgency, device, place…; the promise follows."""
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise Refused("field_unknown", _("This cannot be changed on a ticket."), field=min(unknown))
    before = {field: _plain(field, getattr(ticket, field)) for field in changes}
    for field, value in changes.items():
        setattr(ticket, field, one_line(value) if field == "title" else value)
    ticket.priority = priority_of(ticket.organisation_id, ticket.impact, ticket.urgency)
    set_deadlines(ticket)
    after = {field: _plain(field, getattr(ticket, field)) for field in changes}
    record_on(ticket, "ticket.changed", by=by, data={"before": before, "after": after}, internal=True)
    return ticket


@transaction.atomic
def renew_deadlines(*, by: Actor) -> int:
    """After the hours, a target or the matrix changed: the promises of open tickets follow. How many did."""
    require_service(by)
    renewed = 0
    for ticket in Ticket.objects.select_for_update().filter(
        organisation_id__in=by.reach, state__in=OPEN_STATES
    ):
        before = (ticket.priority, ticket.response_due_at, ticket.due_at)
        ticket.priority = priority_of(ticket.organisation_id, ticket.impact, ticket.urgency)
        set_deadlines(ticket)
        if before != (ticket.priority, ticket.response_due_at, ticket.due_at):
            record_on(ticket, "ticket.promised", by=by, data=_promise(ticket), internal=True, touch=False)
            renewed += 1
    return renewed


@transaction.atomic
def attach_to_known_incident(known_id: int, *, by: Actor, person: Person) -> Ticket:
    """“This affects me too”: counted on the known incident, which the person now follows."""
    known = Ticket.objects.select_for_update().filter(id=known_id, is_known_incident=True).first()
    if known is None or known.organisation_id != person.organisation_id:
        raise Refused("not_known_incident", _("This incident is over. Say what is happening to you."))
    if known.watchers.filter(person=person).exists() or known.requester_id == person.id:
        return known
    known.watchers.create(organisation_id=known.organisation_id, person=person)
    known.affected_count += 1
    record_on(known, "ticket.affects_too", by=by, data={"person": person.id, "count": known.affected_count})
    return known


def start_work(ticket: Ticket) -> None:
    """A first act of the team takes a new ticket out of “new”."""
    if ticket.state == State.NEW:
        ticket.state = State.IN_PROGRESS


def _declared(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "kind": str(ticket.kind),
        "channel": str(ticket.channel),
        "priority": int(ticket.priority),
        "requester": ticket.requester_id,
        "device": ticket.device_id,
    }


def _promise(ticket: Ticket) -> dict[str, Any]:
    due = ticket.due_at.isoformat() if ticket.due_at else None
    return {"priority": int(ticket.priority), "due": due}


def _plain(field: str, value: Any) -> Any:
    """Ids and codes; words are not kept where they could not be erased."""
    if field in _WORDS:
        return None
    return value.pk if hasattr(value, "pk") else value


def _next_number(organisation_id: int) -> tuple[int, int | None]:
    """The number that people see, and the team that new tickets reach."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('tickets_number'), people_default_team(%s)", [organisation_id])
        number, team_id = cursor.fetchone()
        return int(number), team_id
