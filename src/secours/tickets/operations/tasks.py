from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.people.access import people_visible_to
from secours.people.actor import STAFF, Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.access import locked_ticket, require_service
from secours.tickets.lengths import require_length
from secours.tickets.models import Task
from secours.tickets.operations.recording import record_on

_LONGEST_TITLE = 200


@transaction.atomic
def add_task(
    ticket_id: int, *, by: Actor, title: str, owner_id: int | None = None, due_on: date | None = None
) -> Task:
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    if not title.strip():
        raise Refused("title_missing", _("Say what is to be done."), field="title")
    require_length(title, _LONGEST_TITLE, "title")
    if owner_id is not None and not _may_own(by, owner_id):
        raise Refused(
            "owner_not_staff",
            _("This person is not of the support team. Choose someone who is."),
            field="owner",
        )
    task = Task.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        title=title.strip(),
        owner_id=owner_id,
        due_on=due_on,
    )
    record_on(
        ticket, "task.added", by=by, data={"task": task.id, "owner": owner_id}, internal=True, touch=False
    )
    return task


@transaction.atomic
def finish_task(task_id: int, *, by: Actor, on_behalf: bool = False) -> Task:
    """`on_behalf`: another operation, which asked its own permission, brings it to its end."""
    if not on_behalf:
        require_service(by)
    ticket_id = Task.objects.filter(id=task_id).values_list("ticket_id", flat=True).first()
    if ticket_id is None:
        raise NotFound("task_not_found", _("This task does not exist, or is not in your reach."))
    ticket = locked_ticket(by, ticket_id)
    task = Task.objects.get(
        id=task_id
    )  # read once the ticket is held: another may have finished it meanwhile
    if task.done_at is None:
        task.done_at = timezone.now()
        task.save(update_fields=["done_at"])
        record_on(ticket, "task.finished", by=by, data={"task": task.id}, internal=True, touch=False)
    return task


def _may_own(by: Actor, person_id: int) -> bool:
    """Someone of staff, still active, within the reach of who gives the task."""
    people = people_visible_to(by).filter(id=person_id, is_active=True, roles__name__in=sorted(STAFF))
    return people.exists()
