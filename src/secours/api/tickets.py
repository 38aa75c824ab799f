"""Tickets: declared, listed, read, answered, resolved."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from secours.api.auth import reader_of
from secours.api.errors import problems
from secours.api.pages import page_of
from secours.api.schemas import (
    Declaration,
    Erased,
    Erasure,
    Message,
    Reply,
    Resolved,
    Solution,
    Ticket,
    TicketFilter,
    TicketPage,
    TicketWithMessages,
)
from secours.api.shapes import message_shape, ticket_shape
from secours.diagnosis.operations import require_approved
from secours.equipment.access import devices_visible_to
from secours.faults.access import fault_for
from secours.faults.models import Cause, Fault, Remedy
from secours.faults.operations.resolving import resolve_with_remedy
from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.people.models import Person
from secours.people.telephone import valid_telephone
from secours.service_levels.access import categories_visible_to
from secours.service_levels.models import Category
from secours.tickets.access import messages_visible_to, ticket_for, tickets_visible_to
from secours.tickets.choices import OPEN_STATES, Channel
from secours.tickets.models import Ticket as TicketRow
from secours.tickets.operations import declare_ticket, erase_message, reply_to_ticket

router = Router(tags=["tickets"])
_JOINED = ("requester", "organisation", "category", "device", "team", "assigned_to")


@router.post("", response={201: Ticket, **problems(400, 403, 409, 422)}, summary="Declare")
def declare(request: HttpRequest, declaration: Declaration) -> Status[dict[str, Any]]:
    """For oneself; the support team may name another `requester` by address."""
    reader = reader_of(request)
    ticket = declare_ticket(
        by=reader,
        requester=_requester(reader, declaration.requester),
        text=declaration.text,
        title=declaration.title,
        kind=declaration.kind,
        channel=Channel.API,
        category=_category(reader, declaration.category),
        device=_device(reader, declaration.device),
        callback_phone=valid_telephone(declaration.callback_phone, "callback_phone"),
    )
    return Status(201, ticket_shape(ticket, reader))


@router.get("", response={200: TicketPage, **problems(422)}, summary="List, most recently touched first")
def list_tickets(request: HttpRequest, wanted: Query[TicketFilter]) -> dict[str, Any]:
    """`next`, given back as `after`, continues the list; it is empty on the last page."""
    reader = reader_of(request)
    # By id: one who follows a ticket through several ways must see it once.
    visible = TicketRow.objects.filter(id__in=tickets_visible_to(reader).values("id"))
    if wanted.state == "open":
        visible = visible.filter(state__in=OPEN_STATES)
    elif wanted.state:
        visible = visible.filter(state=wanted.state)
    if wanted.organisation:
        visible = visible.filter(organisation__name=wanted.organisation)
    rows, following = page_of(visible.select_related(*_JOINED).defer("search"), wanted.after, wanted.limit)
    return {"items": [ticket_shape(row, reader) for row in rows], "next": following}


@router.get("/{int:number}", response={200: TicketWithMessages, **problems(404)}, summary="Read")
def read(request: HttpRequest, number: int) -> dict[str, Any]:
    """With the messages that the reader may see."""
    reader = reader_of(request)
    ticket = ticket_for(reader, number)
    messages = [message_shape(row) for row in messages_visible_to(reader, ticket)]
    return {**ticket_shape(ticket, reader), "messages": messages}


@router.post(
    "/{int:number}/messages", response={201: Message, **problems(400, 403, 404, 409, 422)}, summary="Reply"
)
def reply(request: HttpRequest, number: int, body: Reply) -> Status[dict[str, Any]]:
    reader = reader_of(request)
    ticket = ticket_for(reader, number)
    message = reply_to_ticket(
        ticket.id, by=reader, text=body.text, internal=body.internal, channel=Channel.API
    )
    return Status(201, message_shape(message))


@router.post(
    "/{int:number}/messages/{int:message_id}/erasure",
    response={201: Erased, **problems(400, 403, 404, 409, 422)},
    summary="Erase the words of a message",
)
def erase(request: HttpRequest, number: int, message_id: int, erasure: Erasure) -> Status[dict[str, Any]]:
    """For good, with its files and what repeats them; the journal keeps that it was there. Administrators only."""
    reader = reader_of(request)
    ticket = ticket_for(reader, number)
    quoting = erase_message(ticket.id, message_id, by=reader, reason=erasure.reason)
    return Status(201, {"quoting": quoting})


@router.post(
    "/{int:number}/resolution",
    response={201: Resolved, **problems(400, 403, 404, 409, 422)},
    summary="Resolve",
)
def resolve(request: HttpRequest, number: int, solution: Solution) -> Status[dict[str, Any]]:
    """With what it was: the next identical fault costs a minute."""
    reader = reader_of(request)
    ticket = ticket_for(reader, number)
    fault = fault_for(reader, solution.fault) if solution.fault else None
    cause = _cause(fault, solution.cause)
    remedy = _remedy(cause, solution.remedy)
    require_approved(ticket, by=reader, remedy_id=remedy.id if remedy else None)
    resolve_with_remedy(
        ticket.id,
        by=reader,
        fault_id=fault.id if fault else None,
        cause_id=cause.id if cause else None,
        remedy_id=remedy.id if remedy else None,
        confirmed_how=solution.confirmed_how,
        text=solution.text,
        identity=solution.identity,
    )
    ticket.refresh_from_db()
    return Status(
        201, {"ticket": ticket_shape(ticket, reader), "fault": solution.fault, "cause": solution.cause}
    )


def _requester(reader: Actor, email: str) -> Person:
    people = people_visible_to(reader)
    person = people.filter(email=email.strip().lower(), is_active=True).first() if email else None
    if not email:
        person = Person.objects.filter(id=reader.person_id or 0).first()
    if person is None:
        raise Refused("person_not_found", _("Nobody has this address here."), field="requester")
    return person


def _category(reader: Actor, code: str) -> Category | None:
    if not code:
        return None
    category = categories_visible_to(reader).filter(code=code, is_active=True, organisation=None).first()
    if category is None:
        raise Refused("category_unknown", _("There is no such category."), field="category")
    return category


def _device(reader: Actor, name: str) -> Any:
    if not name:
        return None
    device = devices_visible_to(reader).filter(name=name).first()
    if device is None:
        raise Refused("device_not_found", _("There is no such device here."), field="device")
    return device


def _cause(fault: Fault | None, code: str) -> Cause | None:
    if fault is None or not code:
        return None
    cause = Cause.objects.filter(fault=fault, code=code).first()
    if cause is None:
        raise Refused("cause_unknown", _("This source does not belong to that fault."), field="cause")
    return cause


def _remedy(cause: Cause | None, place: int | None) -> Remedy | None:
    """By its place under the cause, from 1: remedies have no number of their own."""
    if cause is None or place is None:
        return None
    remedies = list(Remedy.objects.filter(cause=cause).order_by("id"))
    if not 1 <= place <= len(remedies):
        raise Refused("remedy_unknown", _("This solution does not belong to that source."), field="remedy")
    return remedies[place - 1]
