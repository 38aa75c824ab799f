"""What a diagnosis makes of a solution that did not hold."""

from django.utils import timezone

from secours.diagnosis.models import Attempt, Run
from secours.diagnosis.operations.recording import record_on_run
from secours.faults.models import Occurrence
from secours.people.actor import Actor


def doubt_solution(resolution_id: int | None, *, by: Actor) -> None:
    """The ticket is open again: what resolved it was tried in vain, so that the next step is another and nobody is
    asked whether it works. The ticket is held by whoever reopens it."""
    occurrence = Occurrence.objects.filter(resolution_id=resolution_id or 0).first()
    if occurrence is None or occurrence.remedy_id is None:
        return
    run = Run.objects.filter(ticket_id=occurrence.ticket_id).select_for_update().first()
    tried = Attempt.objects.filter(run=run, remedy_id=occurrence.remedy_id).order_by("-id").first()
    if run is None or tried is None or tried.outcome == Attempt.Outcome.NOT_FIXED:
        return
    Attempt.objects.create(
        organisation_id=run.organisation_id,
        run=run,
        remedy_id=tried.remedy_id,
        outcome=Attempt.Outcome.NOT_FIXED,
        at=timezone.now(),
    )
    data = {"remedy": tried.remedy_id, "outcome": str(Attempt.Outcome.NOT_FIXED)}
    record_on_run(run, "remedy.attempted", by=by, data=data)
