"""Who speaks for whom, and when the clock stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.cli.demo.clock import at
from secours.people.actor import actor_of_person
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Team
from secours.people.operations import create_organisation, deactivate_person
from secours.tickets.choices import HoldReason, State
from secours.tickets.models import Ticket
from secours.tickets.operations import (
    assign_ticket,
    close_without_answer,
    declare_ticket,
    hold_ticket,
    reopen_ticket,
    reply_to_ticket,
)


@pytest.fixture
def held(scene):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Écran noir")
    return hold_ticket(ticket.id, by=by, reason=HoldReason.REQUESTER)


@pytest.mark.parametrize("internal", [True, False])
def test_a_manager_is_not_the_requester(scene, held, internal):
    message = reply_to_ticket(
        held.id, by=scene.enter("manager"), text="Je suis ce dossier", internal=internal
    )
    assert not message.from_requester
    assert Ticket.objects.get(id=held.id).state == State.ON_HOLD


def test_the_requester_ends_the_hold(scene, held):
    assert reply_to_ticket(held.id, by=scene.enter("requester"), text="Voici").from_requester
    assert Ticket.objects.get(id=held.id).state == State.IN_PROGRESS


@pytest.mark.parametrize("reason", [HoldReason.SUPPLIER, HoldReason.CHANGE])
def test_the_requester_does_not_end_what_waits_for_others(scene, held, reason):
    hold_ticket(held.id, by=scene.enter("technician"), reason=reason)
    reply_to_ticket(held.id, by=scene.enter("requester"), text="Où en est la commande ?")
    ticket = Ticket.objects.get(id=held.id)
    assert (ticket.state, ticket.awaits_reading) == (State.ON_HOLD, True)
    assert ticket.holds.filter(ends_at=None).count() == 1


def test_the_clock_stands_while_a_ticket_is_closed_without_answer(scene, held):
    now = timezone.now()
    with at(now - timedelta(days=20)):
        old = declare_ticket(by=scene.enter("technician"), requester=scene.person("requester"), text="Souris")
        close_without_answer(old.id, by=scene.enter("technician"))
    ticket = reopen_ticket(old.id, by=scene.enter("technician"), why="Toujours en panne")
    assert ticket.due_at > now


def test_nobody_is_given_a_ticket_who_cannot_have_it(scene, held):
    by = scene.enter("technician")
    with pytest.raises(Refused) as refusal:
        assign_ticket(held.id, by=by, person_id=scene.person("requester").id)
    assert refusal.value.code == "not_technician"
    with pytest.raises(Refused) as refusal:
        assign_ticket(held.id, by=by, team_id=Team.objects.order_by("-id")[0].id + 999)
    assert refusal.value.code == "team_not_found"


def test_who_was_switched_off_has_no_link_any_more(scene):
    person = scene.person("colleague")
    deactivate_person(person, by=scene.enter("admin"))
    with pytest.raises(NotFound):
        actor_of_person(person.id)


def test_a_clients_administrator_makes_no_organisation(scene):
    from secours.people.operations import grant_role

    grant_role(scene.person("outsider"), "administrator", by=scene.enter("admin"))
    with pytest.raises(NotAllowed) as refusal:
        create_organisation(by=scene.enter("outsider"), name="Une autre")
    assert refusal.value.code == "provider_only"
