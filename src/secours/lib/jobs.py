"""Jobs deferred in the transaction of what they follow."""

from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.sql import queries
from procrastinate.tasks import Task
from procrastinate.types import JobToDefer, JSONValue

from secours.lib.transactions import is_in_pipeline


def defer(task: "Task[Any, Any, Any]", **told: JSONValue) -> None:
    """As `task.defer`; in a pipeline the job travels with the rest: nobody waits for its number."""
    deferrer = task.configure()
    connector = deferrer.job_manager.connector.get_sync_connector()
    if not (is_in_pipeline() and isinstance(connector, DjangoConnector)):
        deferrer.defer(**told)
        return
    job = deferrer.make_new_job(**told)
    row = JobToDefer(
        queue_name=job.queue,
        task_name=job.task_name,
        priority=job.priority,
        lock=job.lock,
        queueing_lock=job.queueing_lock,
        args=job.task_kwargs,
        scheduled_at=job.scheduled_at,
    )
    connector.execute_query(queries["defer_jobs"], jobs=[row])
