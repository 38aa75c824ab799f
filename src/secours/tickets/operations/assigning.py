from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.people.access import teams_visible_to
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.people.models import Membership, Person
from secours.tickets.access import locked_ticket, require_service
from secours.tickets.choices import State
from secours.tickets.models import Assignment, Escalation, Ticket
from secours.tickets.operations.declaring import start_work
from secours.tickets.operations.recording import record_on


def take_ticket(ticket_id: int, *, by: Actor) -> Ticket:
    """“Take in charge”: assign to oneself."""
    if by.person_id is None:
        raise Refused("nobody", _("Only a person can take a ticket in charge."))
    return assign_ticket(ticket_id, by=by, person_id=by.person_id)


@transaction.atomic
def assign_ticket(
    ticket_id: int, *, by: Actor, person_id: int | None = None, team_id: int | None = None
) -> Ticket:
    """To a person, a team, or (neither) to no one; a person brings a team of theirs."""
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    person = _technician(by, person_id)
    if team_id is not None and not teams_visible_to(by).filter(id=team_id).exists():
        raise Refused("team_not_found", _("This team does not exist, or is not in your reach."), field="team")
    was = {"person": ticket.assigned_to_id, "team": ticket.team_id, "state": str(ticket.state)}
    ticket.assigned_to = person
    ticket.team_id = _team_of(ticket, person, team_id)
    if person is not None:
        start_work(ticket)
    _keep_assignment(ticket)
    data = {"person": person_id, "team": ticket.team_id, "inverse": was}
    record_on(ticket, "ticket.assigned", by=by, data=data)
    return ticket


def give_back(ticket: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    """To whom had it, as it was, if they still serve; a ticket that was new is new again unless somebody
    answered meanwhile."""
    ticket.assigned_to, ticket.team_id = _technician(by, was["person"]), was["team"]
    if was["state"] == State.NEW and ticket.state == State.IN_PROGRESS and ticket.responded_at is None:
        ticket.state = State.NEW
    _keep_assignment(ticket)
    data = {"person": was["person"], "team": was["team"], "undoes": undoes}
    record_on(ticket, "ticket.assigned", by=by, data=data)


@transaction.atomic
def escalate_ticket(ticket_id: int, *, by: Actor, team_id: int, note: str) -> Ticket:
    """Hand over to another team, with a note that spares it every question."""
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    if not note.strip():
        raise Refused("note_missing", _("Write what has been done and what is left to try."), field="note")
    team = teams_visible_to(by).filter(id=team_id).first()
    if team is None or team.id == ticket.team_id:
        raise Refused("same_team", _("Choose another team than the one that has the ticket."), field="team")
    now = timezone.now()
    Escalation.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        from_team_id=ticket.team_id,
        to_team=team,
        note=note.strip(),
        at=now,
    )
    data = {"from": ticket.team_id, "to": team.id}
    ticket.team, ticket.assigned_to, ticket.awaits_reading = team, None, True
    _keep_assignment(ticket)
    record_on(ticket, "ticket.escalated", by=by, data=data, text=note.strip(), internal=True)
    return ticket


def _technician(by: Actor, person_id: int | None) -> Person | None:
    """Someone who serves, still active, within the reach of who assigns; None for no one."""
    if person_id is None:
        return None
    serving = Person.objects.filter(organisation_id__in=by.reach, is_active=True)
    person = serving.filter(id=person_id, roles__name__in=["technician", "supervisor"]).first()
    if person is None:
        raise Refused(
            "not_technician", _("This person does not handle tickets. Choose a technician."), field="person"
        )
    return person


def _team_of(ticket: Ticket, person: Person | None, team_id: int | None) -> int | None:
    if team_id is not None:
        return team_id
    if person is None:
        return ticket.team_id
    teams = list(Membership.objects.filter(person=person).order_by("id").values_list("team_id", flat=True))
    return ticket.team_id if ticket.team_id in teams or not teams else teams[0]


def _keep_assignment(ticket: Ticket) -> None:
    now = timezone.now()
    Assignment.objects.filter(ticket=ticket, ends_at=None).update(ends_at=now)
    Assignment.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        team_id=ticket.team_id,
        person_id=ticket.assigned_to_id,
        starts_at=now,
    )
