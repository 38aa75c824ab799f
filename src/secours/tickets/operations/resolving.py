from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused
from secours.tickets.access import is_concerned, locked_ticket, require_service
from secours.tickets.choices import Closure, Confirmation, State
from secours.tickets.lengths import LONGEST_MESSAGE, require_length
from secours.tickets.models import Resolution, Ticket
from secours.tickets.operations.holding import end_hold
from secours.tickets.operations.recording import index_anew, index_words, record_on, set_deadlines


@transaction.atomic
def resolve_ticket(
    ticket_id: int,
    *,
    by: Actor,
    text: str = "",
    confirmed_how: str = Confirmation.UNCONFIRMED,
    data: dict[str, Any] | None = None,
) -> Resolution:
    """Solved; it closes after the grace period. The fault base calls this from
    `faults.operations.resolve_with_remedy`, which adds the cause and the remedy as `data`."""
    ticket = locked_ticket(by, ticket_id)
    if not by.serves and not is_concerned(by, ticket):
        require_service(by)
    if not ticket.is_open:
        raise Refused("already_solved", _("This ticket is already solved."))
    end_hold(ticket)
    now = timezone.now()
    resolution = Resolution.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        text=text.strip(),
        confirmed_how=confirmed_how,
        by_id=by.person_id,
        at=now,
    )
    ticket.state, ticket.closure, ticket.solved_at = State.SOLVED, Closure.RESOLVED, now
    ticket.awaits_reading, ticket.is_known_incident = False, False
    ticket.responded_at = ticket.responded_at or now
    set_deadlines(ticket)
    details = {"resolution": resolution.id, "confirmed": str(confirmed_how), **(data or {})}
    record_on(ticket, "ticket.solved", by=by, data=details, text=text.strip() or None)
    if resolution.text:
        index_words(ticket, resolution.text)
    return resolution


@transaction.atomic
def reopen_ticket(ticket_id: int, *, by: Actor, why: str) -> Ticket:
    """Not solved after all: the resolution is withdrawn, what it taught too."""
    ticket = locked_ticket(by, ticket_id)
    if not by.serves and not is_concerned(by, ticket):
        raise NotAllowed(
            "not_yours", _("Only the person concerned or the support team may reopen this ticket.")
        )
    if ticket.is_open:
        raise Refused("already_open", _("This ticket is already open."))
    if not why.strip():
        raise Refused("why_missing", _("Say what still does not work."), field="why")
    require_length(why, LONGEST_MESSAGE, "why")
    resolution = Resolution.objects.filter(ticket=ticket, withdrawn_at=None).first()
    if resolution is not None:
        resolution.withdrawn_at, resolution.withdrawn_why = timezone.now(), why.strip()[:200]
        resolution.save(update_fields=["withdrawn_at", "withdrawn_why"])
    ticket.state = State.IN_PROGRESS if ticket.assigned_to_id else State.NEW
    stopped_at = ticket.solved_at or ticket.closed_at
    ticket.closure, ticket.closed_at, ticket.solved_at = "", None, None
    ticket.reopen_count += 1
    ticket.awaits_reading = not by.serves
    _keep_stopped_time_as_pause(ticket, stopped_at)
    set_deadlines(ticket)
    data = {"resolution": resolution.id if resolution else None}
    record_on(ticket, "ticket.reopened", by=by, data=data, text=why.strip())
    if resolution is not None and resolution.text:
        index_anew(ticket)
    return ticket


@transaction.atomic
def close_ticket(ticket_id: int, *, by: Actor) -> Ticket:
    """After the grace period, or when the requester says that all is well."""
    ticket = locked_ticket(by, ticket_id)
    if not by.serves and not is_concerned(by, ticket):
        require_service(by)
    if ticket.state != State.SOLVED:
        raise Refused("not_solved", _("Only a solved ticket can be closed."))
    ticket.state, ticket.closed_at = State.CLOSED, timezone.now()
    data = {"closure": str(ticket.closure)}
    if is_concerned(by, ticket):
        data |= _confirmed_by_the_person(ticket)
    record_on(ticket, "ticket.closed", by=by, data=data, touch=False)
    return ticket


@transaction.atomic
def close_without_answer(ticket_id: int, *, by: Actor, closure: str = Closure.NO_ANSWER) -> Ticket:
    """Closed after reminders, as a duplicate, or cancelled; never learned as a success."""
    ticket = locked_ticket(by, ticket_id)
    if not by.serves and not (is_concerned(by, ticket) and closure == Closure.CANCELLED):
        require_service(by)
    if not ticket.is_open:
        raise Refused("already_solved", _("This ticket is already solved."))
    end_hold(ticket)
    now = timezone.now()
    ticket.state, ticket.closure, ticket.closed_at = State.CLOSED, closure, now
    ticket.awaits_reading, ticket.is_known_incident = False, False
    set_deadlines(ticket)
    record_on(ticket, "ticket.closed", by=by, data={"closure": str(closure)})
    return ticket


def _confirmed_by_the_person(ticket: Ticket) -> dict[str, str]:
    """Whoever is concerned says that all is well; what was verified stays so, it is worth more."""
    confirmed = str(Confirmation.USER)
    standing = Resolution.objects.filter(
        ticket=ticket, withdrawn_at=None, confirmed_how=Confirmation.UNCONFIRMED
    )
    return {"confirmed": confirmed} if standing.update(confirmed_how=confirmed) else {}


def _keep_stopped_time_as_pause(ticket: Ticket, stopped_at: Any) -> None:
    # The clock did not run while the ticket was solved or closed: kept as a hold, so that deadlines stay a
    # pure function of the spans.
    if stopped_at is None:
        return
    ticket.holds.create(
        organisation_id=ticket.organisation_id,
        reason="requester",
        comment="solved",
        starts_at=stopped_at,
        ends_at=timezone.now(),
    )
