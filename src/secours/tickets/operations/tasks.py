"""The tasks of a ticket: what is left to do, by whom, before when. They outlive the closing of their ticket."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.lib.text import one_line
from secours.people.access import people_visible_to
from secours.people.actor import Actor, actor_of_person
from secours.people.errors import Refused
from secours.tickets.access import locked_task, locked_ticket, require_service
from secours.tickets.lengths import require_length
from secours.tickets.models import Task, Ticket
from secours.tickets.operations.recording import record_on

_LONGEST_TITLE = 200


@transaction.atomic
def add_task(
    ticket_id: int, *, by: Actor, title: str, owner_id: int | None = None, due_on: date | None = None
) -> Task:
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    title = one_line(title)  # a mail has it as its subject
    if not title:
        raise Refused("title_missing", _("Say what is to be done."), field="title")
    require_length(title, _LONGEST_TITLE, "title")
    _require_owner(by, owner_id, ticket)
    task = Task.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        title=title,
        owner_id=owner_id,
        due_on=due_on,
    )
    _record(ticket, "task.added", by, task, owner=owner_id)
    return task


@transaction.atomic
def finish_task(task_id: int, *, by: Actor, on_behalf: bool = False) -> Task:
    """`on_behalf`: another operation, which asked its own permission, brings it to its end; it is not taken back."""
    task, ticket = locked_task(by, task_id) if on_behalf else _own_or_served(task_id, by)
    if task.done_at is None:
        task.done_at = timezone.now()
        task.save(update_fields=["done_at"])
        told: dict[str, Any] = {} if on_behalf else {"inverse": {"task": task.id}}
        _record(ticket, "task.finished", by, task, None, **told)
    return task


@transaction.atomic
def resume_task(task_id: int, *, by: Actor, undoes: int | None = None) -> Task:
    """It was not done after all."""
    task, ticket = _own_or_served(task_id, by)
    if task.done_at is not None:
        task.done_at = None
        task.save(update_fields=["done_at"])
        _record(ticket, "task.resumed", by, task, undoes=undoes)
    return task


@transaction.atomic
def give_task(task_id: int, *, by: Actor, owner_id: int | None, undoes: int | None = None) -> Task:
    """To someone of staff, or to no one in particular."""
    task, ticket = _open(task_id, by)
    if task.owner_id != owner_id:
        _require_owner(by, owner_id, ticket)
        was, task.owner_id = {"task": task.id, "owner": task.owner_id}, owner_id
        task.save(update_fields=["owner"])
        _record(ticket, "task.given", by, task, owner=owner_id, undoes=undoes, inverse=was)
    return task


@transaction.atomic
def date_task(task_id: int, *, by: Actor, due_on: date | None, undoes: int | None = None) -> Task:
    """The day by which it is done; none takes the date away. Its owner is reminded anew of a new date."""
    task, ticket = _open(task_id, by)
    if task.due_on != due_on:
        was, task.due_on = {"task": task.id, "due_on": _told(task.due_on)}, due_on
        task.save(update_fields=["due_on"])
        _record(ticket, "task.dated", by, task, due_on=_told(due_on), undoes=undoes, inverse=was)
    return task


@transaction.atomic
def remind_of_task(task_id: int, *, by: Actor, today: date) -> bool:
    """Its owner, on the day that it is due and once after it; whether there was anything to tell."""
    task, ticket = locked_task(by, task_id)
    if not is_to_be_told(task, today):
        return False
    is_late = task.due_on is not None and task.due_on < today
    task.due_told_for = task.due_on
    if is_late:
        task.late_told_for = task.due_on
    task.save(update_fields=["due_told_for", "late_told_for"])
    _record(ticket, "task.reminded", by, task, owner=task.owner_id, is_late=is_late)
    return True


def is_to_be_told(task: Task, today: date) -> bool:
    if task.done_at or task.owner_id is None or task.due_on is None or task.due_on > today:
        return False
    return task.due_on != (task.late_told_for if task.due_on < today else task.due_told_for)


def take_back(task_id: int, kind: str, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    """Of one act on a task, what was before it (see undoing.py)."""
    if kind == "task.finished":
        resume_task(task_id, by=by, undoes=undoes)
    elif kind == "task.given":
        give_task(task_id, by=by, owner_id=was["owner"], undoes=undoes)
    else:
        due_on = date.fromisoformat(was["due_on"]) if was["due_on"] else None
        date_task(task_id, by=by, due_on=due_on, undoes=undoes)


def still_stands(task_id: int, kind: str, data: Mapping[str, Any]) -> bool:
    task = Task.objects.filter(id=task_id).first()
    if task is None or (kind == "task.finished") != (task.done_at is not None):
        return False
    if kind == "task.given":
        return bool(task.owner_id == data["owner"])
    return kind != "task.dated" or _told(task.due_on) == data["due_on"]


def _own_or_served(task_id: int, by: Actor) -> tuple[Task, Ticket]:
    """Those who serve act on any; a manager or an administrator on what was given to them."""
    task, ticket = locked_task(by, task_id)
    if by.person_id is None or task.owner_id != by.person_id:
        require_service(by)
    return task, ticket


def _open(task_id: int, by: Actor) -> tuple[Task, Ticket]:
    task, ticket = _own_or_served(task_id, by)
    if task.done_at is not None:
        raise Refused("task_done", _("“%(task)s” is done: nothing was changed.") % {"task": task.title})
    return task, ticket


def _require_owner(by: Actor, owner_id: int | None, ticket: Ticket) -> None:
    """Someone of staff, still active, within the reach of who gives the task, and who would see it."""
    if owner_id is None:
        return
    is_known = people_visible_to(by).filter(id=owner_id, is_active=True).exists()
    owner = actor_of_person(owner_id) if is_known else None
    if owner is None or not owner.is_staff:
        raise Refused(
            "owner_not_staff",
            _("This person is not of the support team. Choose someone who is."),
            field="owner",
        )
    if ticket.organisation_id not in owner.reach:
        raise Refused(
            "owner_out_of_reach",
            _(
                "This person does not serve this organisation, and would not see the task. Choose someone who does."
            ),
            field="owner",
        )


def _record(ticket: Ticket, kind: str, by: Actor, task: Task, undoes: int | None = None, **told: Any) -> None:
    data = {"task": task.id, **told}
    if undoes is not None:  # what takes back is not itself taken back
        data = {name: value for name, value in data.items() if name != "inverse"} | {"undoes": undoes}
    record_on(ticket, kind, by=by, data=data, internal=True, touch=False)


def _told(day: date | None) -> str | None:
    return day.isoformat() if day else None
