"""Rows as the API shows them."""

from typing import Any

from secours.people.actor import Actor
from secours.tickets.models import Message, Ticket


def ticket_shape(ticket: Ticket, reader: Actor) -> dict[str, Any]:
    """Teams and technicians are the provider's: behind a client's wall they are left out."""
    is_inside = reader.is_staff
    return {
        "number": ticket.number,
        "label": ticket.label,
        "kind": ticket.kind,
        "state": ticket.state,
        "title": ticket.title,
        "priority": ticket.priority,
        "requester": ticket.requester.name,
        "organisation": ticket.organisation.name,
        "category": ticket.category.code if ticket.category else None,
        "device": ticket.device.name if ticket.device else None,
        "team": ticket.team.name if is_inside and ticket.team else None,
        "assigned_to": ticket.assigned_to.name if is_inside and ticket.assigned_to else None,
        **{name: getattr(ticket, name) for name in _TIMES},
    }


_TIMES = ("created_at", "updated_at", "due_at", "solved_at", "closed_at")


def message_shape(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "at": message.at,
        "author": message.author_name,
        "from_requester": message.from_requester,
        "internal": message.kind == Message.Kind.NOTE,
        "channel": message.channel,
        "text": message.entry.words.text,
        "erased": message.entry.words.erased_at is not None,
    }
