"""The run follows its ticket's device, whose facts then answer."""

from datetime import timedelta

from django.utils import timezone

from secours.diagnosis.evidence import findings_of
from secours.diagnosis.models import Run
from secours.diagnosis.operations import hand_over
from secours.equipment.models import DeviceFact
from secours.tickets.operations import change_ticket


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
