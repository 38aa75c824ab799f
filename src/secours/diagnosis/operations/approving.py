"""A solution that somebody must approve first: asked on its ticket, decided by someone else who oversees."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.diagnosis.access import (
    approvals_visible_to,
    may_approve,
    who_may_approve,
    workable_run,
)
from secours.diagnosis.models import Approval, Attempt
from secours.diagnosis.operations.answering import remedy_of
from secours.faults.models import Remedy
from secours.journal.operations import record
from secours.lib.text import clipped
from secours.people.access import people_visible_to
from secours.people.actor import OVERSEEING, Actor
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.service_levels.hours import OpenHours, open_minutes
from secours.service_levels.queries import default_agreement, hours_of
from secours.tickets.access import is_concerned, locked_ticket, require_service
from secours.tickets.lengths import require_length
from secours.tickets.models import Task, Ticket
from secours.tickets.operations import add_task, finish_task

LONGEST_TASK = 200
LONGEST_REASON = 500
# Of a calendar that is closed for longer, the answer is awaited tomorrow.
_LOOKED_AHEAD = 14


@transaction.atomic
def ask_approval(run_id: int, *, by: Actor, remedy_id: int) -> Approval:
    """Also a task of the ticket, so that it is not forgotten. Asked already, it is that one."""
    require_service(by)
    run = workable_run(by, run_id)
    remedy = remedy_of(run, remedy_id)
    if not remedy.needs_approval or run.ticket is None:
        raise Refused("approval_not_needed", _("This solution needs nobody’s approval: apply it."))
    asked = Approval.objects.filter(ticket=run.ticket, remedy=remedy, is_approved=None).first()
    if asked is not None:
        return asked
    approval = Approval.objects.create(
        organisation_id=run.organisation_id,
        ticket=run.ticket,
        remedy=remedy,
        task=_task(run.ticket, remedy, by),
        asked_by_id=by.person_id,
        asked_at=timezone.now(),
    )
    _record(approval, "approval.asked", by)
    return approval


@transaction.atomic
def decide_approval(approval_id: int, *, by: Actor, approved: bool | None, reason: str = "") -> Approval:
    """Once, and never by who asked nor by whom it is for. `reason`: read by who asked; a no says why."""
    if not may_approve(by):
        raise NotAllowed("overseer_only", _("A supervisor or a manager decides this. Ask one of them."))
    found = approvals_visible_to(by).filter(id=approval_id).first()
    if found is None:
        raise NotFound("approval_not_found", _("This request for approval is no longer there."))
    if approved is None:
        raise Refused("decision_missing", _("Say whether you approve."), field="decision")
    if not approved and not reason.strip():
        raise Refused(
            "reason_missing", _("Say why you do not approve: the technician reads it."), field="reason"
        )
    require_length(reason, LONGEST_REASON, "reason")
    ticket = locked_ticket(by, found.ticket_id)
    approval = Approval.objects.get(id=found.id)  # read once the ticket is held: another may have decided
    if approval.is_approved is not None:
        raise Refused("approval_decided", _("This has been decided meanwhile."))
    if by.person_id == approval.asked_by_id:
        raise NotAllowed("own_approval", _("You asked for this approval: someone else decides."))
    if is_concerned(by, ticket):
        raise NotAllowed("own_ticket", _("This ticket is about you: someone else decides."))
    approval.is_approved, approval.decided_by_id = approved, by.person_id
    approval.decided_at, approval.reason = timezone.now(), reason.strip()
    approval.save(update_fields=["is_approved", "decided_by", "decided_at", "reason"])
    if approval.task_id is not None:
        finish_task(approval.task_id, by=by, on_behalf=True)
    _record(approval, "approval.given" if approved else "approval.refused", by)
    return approval


def require_approved(ticket: Ticket, *, by: Actor, remedy_id: int | None) -> None:
    """Before a ticket is solved with this solution: raises Refused where somebody must approve it and has not. What
    was applied to the ticket before had what it needed."""
    if remedy_id is None or not by.serves or by.is_system:
        return
    if not Remedy.objects.filter(id=remedy_id, needs_approval=True).exists():
        return
    asked = Approval.objects.filter(ticket=ticket, remedy_id=remedy_id)
    applied = Attempt.objects.filter(run__ticket=ticket, remedy_id=remedy_id)
    if asked.filter(is_approved=True).exists() or applied.exists():
        return
    last = asked.order_by("-id").first()
    code = "missing" if last is None else "awaited" if last.is_approved is None else "refused"
    raise Refused(f"approval_{code}", _NOT_APPROVED[code], field="remedy")


_NOT_APPROVED = {
    "missing": _(
        "Somebody must approve this solution first: ask for it on the ticket, and wait for the answer."
    ),
    "awaited": _("The approval of this solution is asked for: wait for the answer."),
    "refused": _("This solution was not approved. Choose another, or ask again on the ticket."),
}


def _task(ticket: Ticket, remedy: Remedy, by: Actor) -> Task:
    """Given to who is first asked, so that somebody is reminded; in nobody's hands where the asker knows no one."""
    title = clipped(_("Get approval: %(remedy)s") % {"remedy": remedy.do}, LONGEST_TASK)
    known = set(people_visible_to(by).values_list("id", flat=True).filter(roles__name__in=sorted(OVERSEEING)))
    owner = next((one for one in who_may_approve(ticket, but=by.person_id) if one.id in known), None)
    due_on = _next_open_day(ticket.organisation_id)
    return add_task(ticket.id, by=by, title=title, owner_id=owner.id if owner else None, due_on=due_on)


def _next_open_day(organisation_id: int) -> date:
    agreement = default_agreement(organisation_id)
    tomorrow = timezone.localdate() + timedelta(days=1)
    if agreement is None:
        return tomorrow
    hours = hours_of(agreement.calendar)
    tomorrow = timezone.now().astimezone(ZoneInfo(hours.zone)).date() + timedelta(days=1)
    days = (tomorrow + timedelta(days=ahead) for ahead in range(_LOOKED_AHEAD))
    return next((day for day in days if _is_open(day, hours)), tomorrow)


def _is_open(day: date, hours: OpenHours) -> bool:
    begins = datetime.combine(day, time(), ZoneInfo(hours.zone))
    return open_minutes(begins, begins + timedelta(days=1), hours) > 0


def _record(approval: Approval, kind: str, by: Actor) -> None:
    record(
        kind,
        by=by,
        subject_kind="ticket",
        subject_id=approval.ticket_id,
        organisation_id=approval.organisation_id,
        data={"approval": approval.id, "remedy": approval.remedy_id},
        internal=True,
    )
