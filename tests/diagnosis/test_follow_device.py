"""The run follows its ticket's device, whose facts then answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.diagnosis.evidence import findings_of
from secours.diagnosis.models import Run
from secours.diagnosis.operations import hand_over
from secours.equipment.models import DeviceFact
from secours.faults.models import Occurrence
from secours.faults.operations import learning
from secours.faults.queries import differences
from secours.journal.models import Entry
from secours.people.errors import Refused
from secours.tickets.models import Ticket
from secours.tickets.operations import change_ticket, reopen_ticket, undo


def test_another_device_on_the_ticket_brings_its_facts(diagnosis, scene):
    by, run = diagnosis.run(text="Mon poste rame", fault="pc.slow")
    ticket = hand_over(run.id, by=by)
    assert findings_of(Run.objects.get(id=run.id)) == []
    scene.enter_system()
    computer = scene.device("PC-0231")
    at = timezone.now() - timedelta(hours=2)
    organisation_id = computer.organisation_id
    DeviceFact.objects.create(
        organisation_id=organisation_id, device=computer, key="os.uptime_days", value=30, at=at
    )
    change_ticket(ticket.id, by=scene.enter("technician"), device=computer)
    run = Run.objects.get(id=run.id)
    assert run.device == computer
    assert [(finding.value, finding.source) for finding in findings_of(run)] == [("yes", "probe")]


@pytest.fixture
def wrong_device(diagnosis, scene):
    """A case solved on the printer, then a ticket of a colleague said to be about the printer; gives who
    said so, the case, and the ticket."""
    printer = scene.device("IMP-2E-03")
    first, again = diagnosis.solved_on(printer), diagnosis.told_again()
    technician = scene.enter("technician")
    change_ticket(again.id, by=technician, device=printer)
    occurrence = Occurrence.objects.get(ticket=first)
    assert (occurrence.state, occurrence.relapsed_at) == ("withdrawn", again.created_at)
    return technician, occurrence, again


def last_change(ticket):
    told = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id, kind="ticket.changed")
    return told.order_by("-number").first().number


def test_a_wrong_device_undone_leaves_no_relapse(wrong_device):
    by, occurrence, again = wrong_device
    undo(again.id, last_change(again), by=by)
    occurrence.refresh_from_db()
    assert (occurrence.state, occurrence.relapsed_at) == ("waiting", None)
    told = Entry.objects.get(kind="occurrence.restored")
    assert (told.subject_id, told.data["ticket"]) == (occurrence.ticket_id, again.number)
    assert differences() == []


def test_a_wrong_device_set_right_leaves_no_relapse_either(wrong_device, scene):
    by, occurrence, again = wrong_device
    change_ticket(again.id, by=by, device=scene.device("PC-0231"))
    occurrence.refresh_from_db()
    assert (occurrence.state, occurrence.relapsed_at) == ("waiting", None)


def test_a_case_reopened_meanwhile_stays_withdrawn(wrong_device):
    by, occurrence, again = wrong_device
    reopen_ticket(occurrence.ticket_id, by=by, why="encore")
    undo(again.id, last_change(again), by=by)
    occurrence.refresh_from_db()
    assert (occurrence.state, occurrence.relapsed_at) == ("withdrawn", None)
    assert differences() == []


def test_a_case_whose_ticket_somebody_holds_is_not_left_half_undone(wrong_device, monkeypatch):
    by, occurrence, again = wrong_device
    monkeypatch.setattr(
        learning, "_lock_tickets", lambda ids, *, skip_locked: []
    )  # as if another held them all
    with pytest.raises(Refused) as refusal:
        undo(again.id, last_change(again), by=by)
    assert refusal.value.code == "device_busy"
    occurrence.refresh_from_db()
    assert occurrence.state == "withdrawn"
    assert Ticket.objects.get(id=again.id).device_id == occurrence.device_id
