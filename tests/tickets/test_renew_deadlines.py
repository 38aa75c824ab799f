"""Deadlines are pure functions of spans, calendar and agreement: when these change, they follow."""

from secours.service_levels.models import Target
from secours.tickets.models import Ticket
from secours.tickets.operations import declare_ticket, renew_deadlines, resolve_ticket


def test_open_tickets_follow_the_target(scene):
    by = scene.enter("technician")
    still_open = declare_ticket(by=by, requester=scene.person("requester"), text="Écran noir")
    solved = declare_ticket(by=by, requester=scene.person("requester"), text="Souris en panne")
    resolve_ticket(solved.id, by=by)
    kept = Ticket.objects.get(id=solved.id).due_at
    by = scene.enter_system()
    Target.objects.filter(priority=still_open.priority).update(resolution_minutes=5, response_minutes=1)
    assert renew_deadlines(by=by) >= 1
    assert Ticket.objects.get(id=still_open.id).due_at < still_open.due_at
    assert Ticket.objects.get(id=solved.id).due_at == kept
    assert renew_deadlines(by=by) == 0
