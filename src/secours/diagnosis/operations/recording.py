"""What each operation on a run ends with: its entry, and the ticket's when there is one."""

from collections.abc import Mapping
from typing import Any

from secours.diagnosis.models import Run
from secours.journal.operations import record, record_about
from secours.people.actor import Actor


def record_on_run(
    run: Run, kind: str, *, by: Actor, data: Mapping[str, Any] | None = None, text: str | None = None
) -> None:
    """Save the run and append to its chain."""
    run.save()
    record_about(run, kind, by=by, data=data, text=text)


def record_on_both(run: Run, kind: str, *, by: Actor, data: Mapping[str, Any], internal: bool) -> None:
    """On the run, and on its ticket: the technician's own acts are not shown to the requester."""
    record_on_run(run, kind, by=by, data=data)
    if run.ticket_id is not None:
        record(
            kind,
            by=by,
            subject_kind="ticket",
            subject_id=run.ticket_id,
            organisation_id=run.organisation_id,
            data={"run": run.id, **data},
            internal=internal,
        )
