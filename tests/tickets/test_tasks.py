"""A task is of someone who can do it."""

import pytest

from secours.people.errors import NotFound, Refused
from secours.people.operations import deactivate_person
from secours.tickets.models import Task
from secours.tickets.operations import add_task, declare_ticket, finish_task


@pytest.fixture
def ticket(scene):
    return declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), text="Écran noir"
    )


@pytest.mark.parametrize("role", ["technician", "supervisor", "manager", "admin"])
def test_staff_own_tasks(scene, ticket, role):
    task = add_task(ticket.id, by=scene.enter("technician"), title="Voir", owner_id=scene.person(role).id)
    assert task.owner == scene.person(role)


@pytest.mark.parametrize("role", ["requester", "client", "outsider"])
def test_others_do_not(scene, ticket, role):
    with pytest.raises(Refused) as refusal:
        add_task(ticket.id, by=scene.enter("technician"), title="Voir", owner_id=scene.person(role).id)
    assert (refusal.value.code, refusal.value.field) == ("owner_not_staff", "owner")
    assert not Task.objects.filter(ticket=ticket).exists()


def test_nor_who_left_nor_nobody_at_all(scene, ticket):
    left = scene.person("mission")
    deactivate_person(left, by=scene.enter("admin"))
    for owner_id in (left.id, left.id + 99_999):
        with pytest.raises(Refused):
            add_task(ticket.id, by=scene.enter("technician"), title="Voir", owner_id=owner_id)


def test_from_the_page(scene, ticket, sign_in):
    told = {"title": "Voir", "owner": scene.person("requester").id}
    answer = sign_in("technician").post(f"/workbench/tickets/{ticket.number}/tasks", told)
    assert answer.status_code == 422


def test_a_long_title_is_refused_and_never_cut(scene, ticket):
    with pytest.raises(Refused) as refusal:
        add_task(ticket.id, by=scene.enter("technician"), title="a" * 201)
    assert (refusal.value.code, refusal.value.field) == ("text_too_long", "title")


def test_a_task_that_does_not_exist_is_not_found(scene):
    with pytest.raises(NotFound):
        finish_task(999_999_999, by=scene.enter("technician"))
