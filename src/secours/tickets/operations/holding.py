from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import locked_ticket, require_service
from secours.tickets.choices import HoldReason, State
from secours.tickets.models import Hold, Ticket
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
    data = {"reason": str(reason), "until": until.isoformat() if until else None}
    record_on(ticket, "ticket.held", by=by, data=data, text=comment.strip() or None)
    return ticket


@transaction.atomic
def resume_ticket(ticket_id: int, *, by: Actor) -> Ticket:
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    if ticket.state != State.ON_HOLD:
        return ticket
    end_hold(ticket)
    ticket.state, ticket.updated_at = State.IN_PROGRESS, timezone.now()
    set_deadlines(ticket)
    record_on(ticket, "ticket.resumed", by=by)
    return ticket


def end_hold(ticket: Ticket) -> None:
    Hold.objects.filter(ticket=ticket, ends_at=None).update(ends_at=timezone.now())
