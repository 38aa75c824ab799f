"""A ticket is found by the words of its standing solution, by whoever may read them."""

from importlib import import_module

import pytest
from django.db.models import Value

from secours.tickets.access import search_tickets
from secours.tickets.models import Ticket, Watcher
from secours.tickets.operations import declare_ticket, reopen_ticket, reply_to_ticket, resolve_ticket

WORD = "zinzolin"


@pytest.fixture
def ticket(scene):
    ticket = declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), text="Elle imprime en violet"
    )
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Je passe la voir", internal=True)
    return ticket


def found(scene, role):
    return search_tickets(scene.enter(role), WORD)


def solve(scene, ticket, role):
    resolve_ticket(ticket.id, by=scene.enter(role), text=f"Le tambour {WORD} est changé")


@pytest.mark.parametrize("role", ["technician", "supervisor", "requester", "client"])
def test_its_words_find_the_ticket(scene, ticket, role):
    assert found(scene, role) == []
    solve(scene, ticket, "technician")
    assert found(scene, role) == [ticket.id]


def test_a_withdrawn_one_finds_it_no_more(scene, ticket):
    solve(scene, ticket, "technician")
    reopen_ticket(ticket.id, by=scene.enter("requester"), why="Toujours violet")
    assert found(scene, "technician") == []
    assert search_tickets(scene.enter("technician"), "violet") == [ticket.id]


def test_who_only_follows_finds_by_the_team_s_and_not_by_the_person_s(scene, ticket):
    scene.enter_system()
    Watcher.objects.create(
        organisation_id=ticket.organisation_id, ticket=ticket, person=scene.person("colleague")
    )
    solve(scene, ticket, "requester")
    assert found(scene, "colleague") == []
    assert found(scene, "requester") == [ticket.id]
    reopen_ticket(ticket.id, by=scene.enter("requester"), why="Toujours violet")
    solve(scene, ticket, "technician")
    assert found(scene, "colleague") == [ticket.id]


def test_staff_find_their_own_trouble_by_its_solution(scene):
    own = declare_ticket(
        by=scene.enter("technician"), requester=scene.person("supervisor"), text="Rien à l’écran"
    )
    reply_to_ticket(own.id, by=scene.enter("technician"), text="Je passe la voir", internal=True)
    solve(scene, own, "technician")
    assert found(scene, "supervisor") == [own.id]


def test_nothing_beyond_the_wall(scene, ticket):
    solve(scene, ticket, "technician")
    assert found(scene, "outsider") == []


def test_those_solved_before_are_found_after_the_migration(scene, ticket):
    solve(scene, ticket, "technician")
    scene.enter_system()
    Ticket.objects.filter(id=ticket.id).update(search=Value(None))
    index = import_module("secours.tickets.migrations.0009_search_solutions").index
    index(None, None)
    assert found(scene, "technician") == [ticket.id]
    scene.enter_system()
    once = Ticket.objects.get(id=ticket.id).search
    index(None, None)
    assert Ticket.objects.get(id=ticket.id).search == once
