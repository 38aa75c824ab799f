"""The owner of a task is told when someone gives it to them, on its day, and once when it is late."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent

from secours.channels.mail.letters import letter_of
from secours.channels.models import Notification
from secours.channels.telling import tell_of
from secours.channels.tending import remind_owners
from secours.journal.models import Entry, Outbox
from secours.people.models import Person
from secours.tickets.models import Task, Ticket
from secours.tickets.operations import (
    add_task,
    close_without_answer,
    date_task,
    declare_ticket,
    finish_task,
    give_task,
)
from secours.tickets.operations.undoing import undo, undoable_acts_on_tasks

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=PARIS)


@pytest.fixture
def ticket(scene):
    return declare_ticket(
        by=scene.actor("supervisor"), requester=scene.person("requester"), text="Écran noir"
    )


@pytest.fixture
def task(scene, ticket):
    owner = scene.person("technician")
    return add_task(
        ticket.id,
        by=scene.actor("supervisor"),
        title="Passer au pilote v4",
        owner_id=owner.id,
        due_on=TUESDAY.date(),
    )


@pytest.fixture
def letters(run_jobs):
    """(first name of the address, subject without its tag, text) of what went out since the last time."""

    def read():
        sent.outbox.clear()
        run_jobs()
        told = [
            (one.to[0].partition("@")[0], one.message()["Subject"].partition("] ")[2], _text(one))
            for one in sent.outbox
        ]
        return [one for one in told if one[0] != "requester"]

    return read


def _text(one):
    return one.composed.get_body(("plain",)).get_content()


def remind(scene, at):
    return remind_owners(by=scene.enter_system(), now=at)


def test_the_owner_is_told_of_what_someone_else_gives(letters, task, ticket):
    ((to, subject, text),) = letters()
    assert (to, subject) == ("technician", "Pour vous : Passer au pilote v4")
    assert "mardi 1er décembre 2026" in text
    assert ticket.label in text
    assert "Écran noir" in text
    assert "/workbench/tasks" in text
    assert Notification.objects.get(kind="task.added").person.email == "technician@demo.example"
    assert letters() == []


def test_in_their_language(letters, scene, ticket):
    Person.objects.filter(id=scene.person("technician").id).update(language="en")
    add_task(
        ticket.id, by=scene.actor("supervisor"), title="Pilote v4", owner_id=scene.person("technician").id
    )
    ((_to, subject, text),) = letters()
    assert subject == "For you: Pilote v4"
    assert "A task was given to you:" in text


def test_nobody_tells_oneself(letters, scene, ticket):
    by = scene.actor("technician")
    add_task(ticket.id, by=by, title="Voir", owner_id=by.person_id)
    assert letters() == []


def test_given_again_tells_the_new_owner_only(letters, scene, task):
    letters()
    give_task(task.id, by=scene.actor("technician"), owner_id=scene.person("mission").id)
    assert [one[0] for one in letters()] == ["mission"]


def test_taken_back_before_it_was_told_tells_nobody(letters, scene, task, ticket):
    letters()
    by = scene.actor("technician")
    give_task(task.id, by=by, owner_id=scene.person("mission").id)
    ((_number, entry),) = undoable_acts_on_tasks([task.id], task.created_at, by=by)
    undo(ticket.id, entry, by=by)
    assert letters() == []


def test_what_is_done_meanwhile_is_not_told(letters, scene, task):
    finish_task(task.id, by=scene.actor("supervisor"))
    assert letters() == []


def test_a_confidential_ticket_is_not_told_with_the_task(letters, scene, ticket):
    Ticket.objects.filter(id=ticket.id).update(is_confidential=True, team=None)
    manager = scene.person("manager")
    add_task(ticket.id, by=scene.actor("supervisor"), title="Valider", owner_id=manager.id)
    ((to, _subject, text),) = letters()
    assert to == "manager"
    assert "Écran noir" not in text


def test_nor_when_it_was_given_on_before_the_letter_left(scene, ticket):
    """To someone who may read the ticket: the letter is still the first owner's."""
    Ticket.objects.filter(id=ticket.id).update(is_confidential=True, team=None)
    by = scene.actor("supervisor")
    task = add_task(ticket.id, by=by, title="Valider", owner_id=scene.person("manager").id)
    entry = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id).latest("number")
    (letter,) = Outbox.objects.filter(id__in=tell_of(entry.id, by=scene.enter_system()))
    give_task(task.id, by=by, owner_id=by.person_id)
    assert "Valider" in letter_of(letter, ticket).text
    assert "Écran noir" not in letter_of(letter, ticket).text


def test_a_title_of_two_lines_is_a_subject_all_the_same(letters, scene, ticket):
    owner = scene.person("technician")
    add_task(ticket.id, by=scene.actor("supervisor"), title="Voir\rle pilote\n v4 ", owner_id=owner.id)
    assert [subject for _to, subject, _text in letters()] == ["Pour vous : Voir le pilote v4"]


def test_reminded_on_the_day_from_the_opening_on_then_once_late(letters, scene, task):
    letters()
    assert remind(scene, TUESDAY - timedelta(days=1)) == 0
    assert remind(scene, TUESDAY.replace(hour=6)) == 0
    assert remind(scene, TUESDAY) == 1
    assert [one[1] for one in letters()] == ["À faire aujourd’hui : Passer au pilote v4"]
    assert remind(scene, TUESDAY + timedelta(hours=2)) == 0
    assert remind(scene, TUESDAY + timedelta(days=1)) == 1
    assert [one[1] for one in letters()] == ["En retard : Passer au pilote v4"]
    assert remind(scene, TUESDAY + timedelta(days=2)) == 0
    assert letters() == []


def test_after_the_ticket_was_closed(letters, scene, task, ticket):
    close_without_answer(ticket.id, by=scene.actor("supervisor"))
    letters()
    assert remind(scene, TUESDAY) == 1
    assert [one[0] for one in letters()] == ["technician"]


def test_only_late_when_secours_was_off_on_the_day(letters, scene, task):
    letters()
    assert remind(scene, TUESDAY + timedelta(days=1)) == 1
    assert remind(scene, TUESDAY + timedelta(days=1, hours=1)) == 0
    assert len(letters()) == 1


def test_a_new_date_reminds_anew(scene, task):
    assert remind(scene, TUESDAY + timedelta(days=1)) == 1
    date_task(task.id, by=scene.actor("supervisor"), due_on=TUESDAY.date() + timedelta(days=2))
    assert remind(scene, TUESDAY + timedelta(days=2)) == 1


def test_what_is_done_or_of_no_one_or_forgotten_is_left_in_peace(scene, task):
    assert remind(scene, TUESDAY + timedelta(days=40)) == 0
    give_task(task.id, by=scene.actor("supervisor"), owner_id=None)
    assert remind(scene, TUESDAY) == 0
    give_task(task.id, by=scene.actor("supervisor"), owner_id=scene.person("mission").id)
    finish_task(task.id, by=scene.actor("supervisor"))
    assert remind(scene, TUESDAY) == 0
    assert Task.objects.get(id=task.id).due_told_for is None
