"""What tickets left to do, and is late: recommendations among it."""

from django.db.models import Count, Q
from django.utils import timezone

from secours.reports.scope import Scope, reach_of
from secours.tickets.access import tasks_visible_to


def late_tasks(scope: Scope) -> tuple[int, int]:
    """How many open tasks are past their day, and how many are open. Not limited to the period."""
    tasks = tasks_visible_to(scope.actor).filter(done_at=None, organisation_id__in=reach_of(scope))
    counted = tasks.aggregate(
        every=Count("id"), late=Count("id", filter=Q(due_on__lt=timezone.localdate(scope.now)))
    )
    return counted["late"], counted["every"]
