"""Which cases later tickets made relapse, by what is known of those tickets now. Acts tell it as they happen, and wait
for nobody: what they had to leave, or what a reopening changed, is settled here."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from secours.diagnosis.models import Run
from secours.faults.models import Occurrence
from secours.faults.operations.learning import follow_situation
from secours.faults.rules import RELAPSE_DAYS
from secours.people.actor import Actor
from secours.tickets.models import Ticket

_SETTLED_DAYS = 120


def situation_of(ticket_id: int) -> int | None:
    """What its standing resolution says, else its diagnosis, else the resolution that was taken back."""
    cases = Occurrence.objects.filter(ticket_id=ticket_id, fault__isnull=False).order_by("-id")
    standing = cases.filter(resolution__withdrawn_at=None).values_list("fault_id", flat=True).first()
    diagnosed = Run.objects.filter(ticket_id=ticket_id).values_list("fault_id", flat=True).first()
    return standing or diagnosed or cases.values_list("fault_id", flat=True).first()


def settle_relapses(*, by: Actor) -> int:
    """Gives how many cases changed. What somebody holds waits for the next round."""
    # First what is wrong: a case given back may have come back with another ticket.
    return _settle(_WRONG, by) + _settle(_MISSED, by)


def _settle(unsettled: str, by: Actor) -> int:
    since = timezone.now() - timedelta(days=_SETTLED_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(unsettled, {"since": since, "days": RELAPSE_DAYS})
        found = cursor.fetchall()
    free = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).defer("search")
    settled = 0
    for (ticket_id,) in found:
        ticket = free.filter(id=ticket_id).first()
        if ticket is not None:
            settled += follow_situation(ticket, situation_of(ticket_id), by=by)
    return settled


_TOLD = """
WITH told AS (
  SELECT t.id, t.organisation_id, t.device_id, t.created_at, coalesce(
    (SELECT o.fault_id FROM faults_occurrence o JOIN tickets_resolution s ON s.id = o.resolution_id
     WHERE o.ticket_id = t.id AND o.fault_id IS NOT NULL AND s.withdrawn_at IS NULL ORDER BY o.id DESC LIMIT 1),
    (SELECT r.fault_id FROM diagnosis_run r WHERE r.ticket_id = t.id LIMIT 1),
    (SELECT o.fault_id FROM faults_occurrence o WHERE o.ticket_id = t.id AND o.fault_id IS NOT NULL
     ORDER BY o.id DESC LIMIT 1)) AS fault_id
  FROM tickets_ticket t WHERE t.device_id IS NOT NULL AND t.created_at >= %(since)s)
"""
_MISSED = f"""{_TOLD}
SELECT told.id FROM told
JOIN faults_occurrence o ON o.organisation_id = told.organisation_id AND o.device_id = told.device_id
  AND o.fault_id = told.fault_id AND o.ticket_id <> told.id AND o.state IN ('waiting', 'counted')
JOIN people_organisation p ON p.id = told.organisation_id
WHERE told.created_at BETWEEN o.happened_at AND o.happened_at + make_interval(days => greatest(%(days)s, p.quiet_days))
GROUP BY told.id, told.created_at ORDER BY told.created_at, told.id
"""
_WRONG = f"""{_TOLD}
SELECT told.id FROM told
JOIN faults_occurrence o ON o.organisation_id = told.organisation_id AND o.device_id = told.device_id
  AND o.relapsed_at = told.created_at AND o.ticket_id <> told.id
WHERE o.fault_id IS DISTINCT FROM told.fault_id
GROUP BY told.id, told.created_at ORDER BY told.created_at, told.id
"""
