"""Whoever only follows a shared incident reads the team's words, not what the person concerned wrote."""

import pytest

from secours.people.actor import actor_of_person
from secours.tickets.access import resolution_visible_to
from secours.tickets.models import Watcher
from secours.tickets.operations import declare_ticket, resolve_ticket


@pytest.mark.parametrize(("role", "is_read"), [("requester", False), ("technician", True)])
def test_the_solution_told_by_the_person_concerned_is_theirs(scene, sign_in, role, is_read):
    ticket = declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), text="Panne", title="Réseau coupé"
    )
    Watcher.objects.create(organisation=ticket.organisation, ticket=ticket, person=scene.person("colleague"))
    resolve_ticket(ticket.id, by=scene.enter(role), text="Mon câble zinzolin était débranché")
    page = f"/portal/tickets/{ticket.number}/"
    assert ("zinzolin" in sign_in("colleague").get(page).content.decode()) is is_read
    assert "zinzolin" in sign_in("requester").get(page).content.decode()
    scene.enter_system()
    follower = actor_of_person(scene.person("colleague").id)
    assert (resolution_visible_to(follower, ticket) is not None) is is_read


def test_a_search_shows_the_words_that_its_reader_may_read(scene, sign_in):
    ticket = declare_ticket(
        by=scene.enter("technician"),
        requester=scene.person("requester"),
        text="Prise caramel",
        title="Réseau coupé",
    )
    Watcher.objects.create(organisation=ticket.organisation, ticket=ticket, person=scene.person("colleague"))
    address = "/portal/tickets/?state=all&q=caramel"
    assert "<mark>caramel</mark>" in sign_in("requester").get(address).content.decode()
    assert "<mark>" not in sign_in("colleague").get(address).content.decode()
