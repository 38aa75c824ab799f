"""Whoever may approve is told that a solution waits for them; who asked is told of the answer."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent

from secours.channels.models import Notification
from secours.channels.tending import remind_owners
from secours.diagnosis.operations import (
    ask_approval,
    choose_situation,
    decide_approval,
    start_run_on_ticket,
)
from secours.faults.models import Remedy
from secours.people.models import Person
from secours.tickets.models import Ticket
from secours.tickets.operations import declare_ticket


@pytest.fixture
def asked(scene, letters):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Rien ne va plus")
    remedy = Remedy.objects.filter(needs_approval=True, is_retired=False).order_by("id").first()
    run = start_run_on_ticket(ticket, by=by)
    choose_situation(run.id, by=by, fault_id=remedy.cause.fault_id)
    letters()
    scene.enter("technician")
    return ask_approval(run.id, by=by, remedy_id=remedy.id)


@pytest.fixture
def letters(run_jobs):
    """{first name of the address: (subject without its tag, text)} of what went out since the last time."""

    def read():
        sent.outbox.clear()
        run_jobs()
        return {
            one.to[0].partition("@")[0]: (
                one.message()["Subject"].partition("] ")[2],
                one.composed.get_body(("plain",)).get_content(),
            )
            for one in sent.outbox
        }

    return read


def told(scene, kind):
    scene.enter_system()
    return set(Notification.objects.filter(kind=kind).values_list("person__email", flat=True))


def test_those_who_may_approve_are_told_once_and_nobody_else(asked, letters, scene):
    found = letters()
    assert {"supervisor", "manager"} <= set(found)
    assert not {"technician", "mission", "admin", "requester", "client", "outsider"} & set(found)
    subject, text = found["manager"]
    assert subject.startswith("À approuver")
    assert asked.remedy.do_fr in text
    assert "/workbench/approvals" in text
    assert "manager@demo.example" in told(scene, "approval.asked")
    assert told(scene, "task.added") == set()
    assert letters() == {}


def test_in_their_language(scene, asked, letters):
    scene.enter_system()
    Person.objects.filter(email="manager@demo.example").update(language="en")
    subject, text = letters()["manager"]
    assert subject.startswith("To approve:")
    assert "Nothing is done before someone has answered." in text


@pytest.mark.parametrize(
    ("approved", "kind", "subject"),
    [(True, "approval.given", "Approuvé"), (False, "approval.refused", "Refusé")],
)
def test_who_asked_is_told_of_the_answer_and_why(scene, asked, letters, approved, kind, subject):
    letters()
    decide_approval(asked.id, by=scene.enter("manager"), approved=approved, reason="Après la paie.")
    found = letters()
    assert set(found) == {"technician"}
    assert found["technician"][0].startswith(subject)
    assert "Après la paie." in found["technician"][1]
    assert told(scene, kind) == {"technician@demo.example"}


def test_answered_before_it_was_told_nobody_is_asked(scene, asked, letters):
    decide_approval(asked.id, by=scene.enter("manager"), approved=True)
    assert set(letters()) == {"technician"}


def test_a_confidential_ticket_asks_only_those_who_may_read_it(scene, asked, letters):
    scene.enter_system()
    Ticket.objects.filter(id=asked.ticket_id).update(is_confidential=True, team=None)
    assert "manager" not in letters()


def test_without_an_answer_its_owner_is_reminded_on_the_day(scene, asked, letters):
    letters()
    scene.enter_system()
    owner, due_on = asked.task.owner.email.partition("@")[0], asked.task.due_on
    noon = datetime.combine(due_on, time(11), ZoneInfo("Europe/Paris"))
    assert remind_owners(by=scene.enter_system(), now=noon) == 1
    assert set(letters()) == {owner}
    decide_approval(asked.id, by=scene.enter("manager"), approved=True)
    assert remind_owners(by=scene.enter_system(), now=noon + timedelta(days=1)) == 0


def test_whom_the_ticket_is_about_is_not_asked(scene, asked, letters, sign_in):
    scene.enter_system()
    Ticket.objects.filter(id=asked.ticket_id).update(affected=scene.person("manager"))
    found = letters()
    assert "supervisor" in found
    assert "manager" not in found
    assert asked.remedy.do_fr not in sign_in("manager").get("/workbench/approvals").content.decode()
