"""Tasks change hands and days, are done and taken up again; they outlive their ticket, and stay among those who may see it."""

from datetime import date

import pytest
from django.utils import timezone

from secours.journal.models import Entry
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.tickets.access import tasks_given_to, tasks_visible_to
from secours.tickets.models import Task, Ticket
from secours.tickets.operations import (
    add_task,
    close_without_answer,
    date_task,
    declare_ticket,
    finish_task,
    give_task,
    resume_task,
)
from secours.tickets.operations.undoing import undo, undo_all, undoable_acts_on_tasks

DAY = date(2026, 12, 1)


@pytest.fixture
def ticket(scene):
    return declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), text="Écran noir"
    )


@pytest.fixture
def task(scene, ticket):
    return add_task(ticket.id, by=scene.enter("technician"), title="Voir", due_on=DAY)


def kinds(ticket):
    entries = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id, kind__startswith="task.")
    assert all(entry.visibility == "internal" for entry in entries)
    return list(entries.order_by("number").values_list("kind", flat=True))


def seen(scene, role, task):
    return tasks_visible_to(scene.enter(role)).filter(id=task.id).exists()


def test_each_change_is_in_the_journal_once(scene, ticket, task):
    by, owner = scene.enter("technician"), scene.person("mission").id
    for _twice in range(2):
        give_task(task.id, by=by, owner_id=owner)
        date_task(task.id, by=by, due_on=None)
        finish_task(task.id, by=by)
        resume_task(task.id, by=by)
    assert kinds(ticket) == ["task.added", "task.given", "task.dated", *["task.finished", "task.resumed"] * 2]


def test_done_is_not_changed(scene, task):
    by = scene.enter("technician")
    finish_task(task.id, by=by)
    for change in (
        lambda: give_task(task.id, by=by, owner_id=None),
        lambda: date_task(task.id, by=by, due_on=None),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.code == "task_done"


def test_given_to_staff_only(scene, task):
    with pytest.raises(Refused) as refusal:
        give_task(task.id, by=scene.enter("technician"), owner_id=scene.person("requester").id)
    assert refusal.value.code == "owner_not_staff"


def test_given_to_who_would_see_it_only(scene):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("outsider"), text="Lent")
    with pytest.raises(Refused) as refusal:
        add_task(ticket.id, by=by, title="Voir", owner_id=scene.person("mission").id)
    assert (refusal.value.code, refusal.value.field) == ("owner_out_of_reach", "owner")


def test_each_is_taken_back(scene, ticket, task):
    by, begun = scene.enter("technician"), timezone.now()
    give_task(task.id, by=by, owner_id=scene.person("mission").id)
    date_task(task.id, by=by, due_on=None)
    finish_task(task.id, by=by)
    acts = [(ticket.id, entry) for _number, entry in undoable_acts_on_tasks([task.id], begun, by=by)]
    assert len(acts) == 3
    undo_all(acts, by=by)
    task.refresh_from_db()
    assert (task.owner_id, task.due_on, task.done_at) == (None, DAY, None)


def test_two_tasks_of_a_ticket_are_taken_back_together(scene, ticket, task):
    by, begun = scene.enter("technician"), timezone.now()
    other = add_task(ticket.id, by=by, title="Autre")
    finish_task(task.id, by=by)
    finish_task(other.id, by=by)
    acts = undoable_acts_on_tasks([task.id, other.id], begun, by=by)
    undo_all([(ticket.id, entry) for _number, entry in acts], by=by)
    assert not Task.objects.filter(ticket=ticket).exclude(done_at=None).exists()


def test_what_another_did_is_not_offered_to_take_back(scene, task):
    begun = timezone.now()
    give_task(task.id, by=scene.enter("supervisor"), owner_id=scene.person("mission").id)
    by = scene.enter("technician")
    finish_task(task.id, by=by)
    assert len(undoable_acts_on_tasks([task.id], begun, by=by)) == 1


def test_overtaken_is_not_taken_back(scene, ticket, task):
    by = scene.enter("technician")
    finish_task(task.id, by=by)
    number = Entry.objects.get(subject_kind="ticket", subject_id=ticket.id, kind="task.finished").number
    resume_task(task.id, by=by)
    finish_task(task.id, by=by)
    with pytest.raises(Refused) as refusal:
        undo(ticket.id, number, by=by)
    assert refusal.value.code == "overtaken"


def test_it_outlives_its_ticket(scene, ticket, task):
    by = scene.enter("supervisor")
    close_without_answer(ticket.id, by=by)
    assert seen(scene, "technician", task)
    finish_task(task.id, by=scene.enter("technician"))
    assert Ticket.objects.get(id=ticket.id).state == "closed"


@pytest.mark.parametrize("role", ["technician", "mission", "supervisor", "manager", "admin"])
def test_staff_see_those_of_their_reach(scene, task, role):
    assert seen(scene, role, task)


@pytest.mark.parametrize("role", ["requester", "colleague", "client", "outsider"])
def test_others_see_none_not_even_of_their_own_ticket(scene, task, role):
    assert not seen(scene, role, task)


def test_of_an_organisation_out_of_reach(scene):
    ticket = declare_ticket(by=scene.enter("technician"), requester=scene.person("outsider"), text="Lent")
    task = add_task(ticket.id, by=scene.enter("technician"), title="Voir")
    assert not seen(scene, "mission", task)
    assert not Task.objects.filter(id=task.id).exists()  # the wall, whatever access says
    with pytest.raises(NotFound):
        finish_task(task.id, by=scene.enter("mission"))


def test_of_a_confidential_ticket_its_owner_alone(scene, ticket, task):
    scene.enter_system()
    Ticket.objects.filter(id=ticket.id).update(is_confidential=True, team=None, assigned_to=None)
    assert not seen(scene, "technician", task)
    with pytest.raises(NotFound):
        finish_task(task.id, by=scene.enter("technician"))
    give_task(task.id, by=scene.enter("supervisor"), owner_id=scene.person("technician").id)
    assert seen(scene, "technician", task)
    finish_task(task.id, by=scene.enter("technician"))


def test_a_manager_finishes_what_was_given_to_them_and_nothing_else(scene, ticket, task):
    with pytest.raises(NotAllowed):
        finish_task(task.id, by=scene.enter("manager"))
    give_task(task.id, by=scene.enter("technician"), owner_id=scene.person("manager").id)
    assert tasks_given_to(scene.enter("manager")).get() == task
    assert finish_task(task.id, by=scene.enter("manager")).done_at is not None
