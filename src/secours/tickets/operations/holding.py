from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import locked_ticket, require_service
from secours.tickets.choices import HoldReason, State
from secours.tickets.models import Hold, Ticket
from secours.tickets.operations.declaring import start_work
from secours.tickets.operations.recording import record_on, set_deadlines


@transaction.atomic
def hold_ticket(
    ticket_id: int, *, by: Actor, reason: str, until: datetime | None = None, comment: str = ""
) -> Ticket:
    """Stop the clock, saying why; with `until`, a job ends the hold then."""
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    if not ticket.is_open:
        raise Refused("ticket_not_open", _("This ticket is solved: reopen it first."))
    if reason not in HoldReason.values:
        raise Refused("reason_missing", _("Choose why the ticket waits."), field="reason")
    if reason in (HoldReason.DATE, HoldReason.APPOINTMENT) and until is None:
        raise Refused("date_missing", _("Give the date until which it waits."), field="until")
    if until is not None and until <= timezone.now():
        raise Refused("date_past", _("This date is past: choose a later one."), field="until")
    was = {"state": str(ticket.state), "hold": _current(ticket)}
    end_hold(ticket)
    Hold.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        reason=reason,
        until=until,
        comment=comment.strip(),
        starts_at=timezone.now(),
    )
    ticket.state = State.ON_HOLD
    set_deadlines(ticket)
    data = {"reason": str(reason), "until": until.isoformat() if until else None, "inverse": was}
    record_on(ticket, "ticket.held", by=by, data=data, text=comment.strip() or None)
    return ticket


@transaction.atomic
def resume_ticket(ticket_id: int, *, by: Actor) -> Ticket:
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    if ticket.state != State.ON_HOLD:
        return ticket
    was = {"hold": _current(ticket)}
    end_hold(ticket)
    ticket.state = State.IN_PROGRESS
    set_deadlines(ticket)
    record_on(ticket, "ticket.resumed", by=by, data={"inverse": was})
    return ticket


def take_off_hold(ticket: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    """As if it had not been held, but for the moments it was; the hold that it replaced goes on. A ticket that
    was new is new again unless somebody answered or took it meanwhile."""
    end_hold(ticket)
    ticket.state = State(was["state"])
    if ticket.responded_at is not None or ticket.assigned_to_id is not None:
        start_work(ticket)
    if was["hold"]:
        Hold.objects.filter(ticket=ticket, id=was["hold"]).update(ends_at=None)
    set_deadlines(ticket)
    record_on(ticket, "ticket.resumed", by=by, data={"undoes": undoes})


def hold_again(ticket: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    """The same hold goes on, as if the clock had not run meanwhile."""
    hold = Hold.objects.get(ticket=ticket, id=was["hold"])
    hold.ends_at = None
    hold.save(update_fields=["ends_at"])
    ticket.state = State.ON_HOLD
    set_deadlines(ticket)
    data = {"reason": hold.reason, "until": hold.until.isoformat() if hold.until else None, "undoes": undoes}
    record_on(ticket, "ticket.held", by=by, data=data)


def _current(ticket: Ticket) -> int | None:
    return Hold.objects.filter(ticket=ticket, ends_at=None).values_list("id", flat=True).first()


def end_hold(ticket: Ticket) -> None:
    Hold.objects.filter(ticket=ticket, ends_at=None).update(ends_at=timezone.now())
