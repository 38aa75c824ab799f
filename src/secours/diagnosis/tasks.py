"""Shells of the diagnosis's jobs; the work is in operations."""

from procrastinate.contrib.django import app

from secours.diagnosis.operations import begin_due_runs
from secours.people.actor import acting_as_system


@app.periodic(cron="* * * * *")
@app.task(name="diagnosis.begin_runs", queueing_lock="diagnosis.begin_runs")
def begin_runs(timestamp: int = 0) -> int:
    """Tickets that came by mail or phone get their run, every minute."""
    with acting_as_system() as by:
        return begin_due_runs(by=by)
