"""What happens to tickets by the clock: holds end, solved ones close, waiting requesters and owners of
tasks are reminded."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.utils import timezone

from secours.journal.operations import record
from secours.people.actor import Actor, acting
from secours.people.errors import Refused
from secours.service_levels.hours import open_minutes
from secours.service_levels.queries import default_agreement, hours_of
from secours.tickets.choices import HoldReason, State
from secours.tickets.models import Hold, Task, Ticket
from secours.tickets.operations import close_ticket, close_without_answer, remind_of_task, resume_ticket
from secours.tickets.operations.tasks import is_to_be_told

log = logging.getLogger(__name__)
REMINDERS = 2
REMINDER_DAYS = 3
# Nobody is reminded of what has been late for longer, when Secours was off or had no such reminders yet.
FORGOTTEN = timedelta(days=30)
_MOST = 500


def end_dated_holds(*, by: Actor, now: datetime) -> int:
    """Tickets that waited for a date come back to the queue."""
    with acting(by):
        due = Hold.objects.filter(ends_at=None, until__lte=now, ticket__state=State.ON_HOLD)
        ids = list(due.order_by("until").values_list("ticket_id", flat=True)[:_MOST])
    return _each(ids, lambda ticket_id: resume_ticket(ticket_id, by=by), by)


def close_solved(*, by: Actor, now: datetime) -> int:
    """After the organisation's days of grace without a word of the requester."""
    grace = ExpressionWrapper(
        F("organisation__grace_days") * Value(timedelta(days=1)), output_field=DurationField()
    )
    with acting(by):
        due = Ticket.objects.filter(state=State.SOLVED, solved_at__lte=now - grace)
        ids = list(due.order_by("solved_at").values_list("id", flat=True)[:_MOST])
    return _each(ids, lambda ticket_id: close_ticket(ticket_id, by=by), by)


def remind_requesters(*, by: Actor, now: datetime) -> int:
    """Twice, some days apart and in open hours only; then the ticket is closed without answer."""
    with acting(by):
        waiting = Hold.objects.filter(
            ends_at=None, reason=HoldReason.REQUESTER, ticket__state=State.ON_HOLD, until=None
        )
        waiting = waiting.filter(starts_at__lte=now - timedelta(days=REMINDER_DAYS))
        holds = list(waiting.select_related("ticket").order_by("starts_at")[:_MOST])
        due = [h for h in holds if _is_due(h, now) and _is_open(h.ticket.organisation_id, now)]
    return _each([h.id for h in due], lambda hold_id: _remind(hold_id, by, now), by)


def remind_owners(*, by: Actor, now: datetime) -> int:
    """Of their open tasks: the day they are due, once the support opens, and once when that day has passed."""
    latest = now.date() + timedelta(days=1)  # as far as the day may already have begun somewhere
    with acting(by):
        due = Task.objects.filter(done_at=None, due_on__lte=latest, due_on__gte=latest - FORGOTTEN)
        due = due.exclude(owner=None).exclude(late_told_for=F("due_on")).order_by("due_on", "id")
        days: dict[int, date | None] = {}
        for task in due:
            if task.organisation_id not in days:
                days[task.organisation_id] = _open_day(task.organisation_id, now)
        tasks = [
            (task.id, day) for task in due if (day := days[task.organisation_id]) and is_to_be_told(task, day)
        ]
    dated = dict(tasks[:_MOST])
    return _each(list(dated), lambda task_id: remind_of_task(task_id, by=by, today=dated[task_id]), by)


def _open_day(organisation_id: int, now: datetime) -> date | None:
    """Which day it is there, while the support is open."""
    agreement = default_agreement(organisation_id)
    if agreement is None:
        return timezone.localdate(now)
    hours = hours_of(agreement.calendar)
    is_open = open_minutes(now, now + timedelta(minutes=1), hours) > 0
    return now.astimezone(ZoneInfo(hours.zone)).date() if is_open else None


def _is_due(hold: Hold, now: datetime) -> bool:
    return now - hold.starts_at >= timedelta(days=REMINDER_DAYS * (hold.reminders + 1))


def _is_open(organisation_id: int, now: datetime) -> bool:
    return _open_day(organisation_id, now) is not None


def _remind(hold_id: int, by: Actor, now: datetime) -> None:
    hold = Hold.objects.select_for_update().select_related("ticket").get(id=hold_id)
    if hold.ends_at is not None or not _is_due(hold, now):
        return
    if hold.reminders >= REMINDERS:
        close_without_answer(hold.ticket_id, by=by)
        return
    hold.reminders += 1
    hold.save(update_fields=["reminders"])
    record(
        "ticket.reminded",
        by=by,
        subject_kind="ticket",
        subject_id=hold.ticket_id,
        organisation_id=hold.organisation_id,
        data={"reminder": hold.reminders},
    )


def _each(ids: list[int], do: Callable[[int], object], by: Actor) -> int:
    """Each in its own transaction: one that is refused does not stop the others."""
    done = 0
    for one in ids:
        try:
            with acting(by):
                do(one)
            done += 1
        except Refused as refusal:
            log.info("%s left as it is: %s", one, refusal.code)
    return done
