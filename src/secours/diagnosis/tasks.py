"""Shells of the diagnosis's jobs; the work is in operations."""

from procrastinate.contrib.django import app

from secours.diagnosis.operations import begin_due_runs
from secours.diagnosis.relapses import settle_relapses
from secours.people.actor import acting_as_system


@app.periodic(cron="* * * * *")
@app.task(name="diagnosis.begin_runs", queueing_lock="diagnosis.begin_runs")
def begin_runs(timestamp: int = 0) -> int:
    """Tickets that came by mail or phone get their run, every minute."""
    with acting_as_system() as by:
        return begin_due_runs(by=by)


@app.periodic(cron="17 * * * *")
@app.task(name="diagnosis.settle_relapses", queueing_lock="diagnosis.settle_relapses")
def settle_missed_relapses(timestamp: int = 0) -> int:
    """Relapses that could not be told when they were known, every hour."""
    with acting_as_system() as by:
        return settle_relapses(by=by)
