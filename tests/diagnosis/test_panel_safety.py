"""What comes first in the panel: the first gesture before any question, who is asking before any secret, and the
notes of the device's own system."""

import pytest

from secours.diagnosis.models import Attempt, Run
from secours.diagnosis.operations import hand_over, record_attempt
from secours.faults.models import Fault, Remedy
from secours.journal.models import Entry
from secours.people.errors import Refused

HTMX = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def panel(diagnosis, scene, sign_in):
    def shown(fault, text):
        by, run = diagnosis.run(text=text, fault=fault)
        ticket = hand_over(run.id, by=by)
        scene.enter_system()
        address = f"/workbench/tickets/{ticket.number}/diagnosis/"
        page = sign_in("technician").get(address, headers=HTMX).content.decode()
        scene.enter_system()
        return page, ticket, Run.objects.get(id=run.id)

    return shown


def test_the_first_gesture_comes_before_any_question(panel):
    page, _ticket, run = panel("sec.malware", "Mes fichiers sont chiffrés et une rançon est demandée")
    gesture = run.fault.first_gesture_fr
    first = run.fault.checks.filter(is_safety=True).order_by("order").first()
    assert 'class="banner danger"' in page
    assert 0 < page.index(gesture.split("’")[0]) < page.index(first.ask_fr.split("’")[0])


def test_no_gesture_without_danger(panel):
    page, _ticket, _run = panel("prn.no_output", "L’imprimante n’imprime plus")
    assert "banner danger" not in page


def test_notes_are_those_of_the_system_in_the_readers_language(panel, scene):
    note = Fault.objects.get(code="pc.slow").notes
    page, _ticket, run = panel("pc.slow", "Mon poste rame")
    assert note["macos"]["fr"] in page
    run.device = scene.device("PC-0231")
    run.device.os_name = "Microsoft Windows 11 Pro"
    from secours.web.workbench.system_notes import notes_of

    assert notes_of(run.fault, run.device) == [("Windows", note["windows"]["fr"])]


def test_a_secret_waits_for_the_proof_of_who_is_asking(panel, scene, sign_in):
    page, ticket, run = panel("acc.password_forgotten", "J’ai oublié mon mot de passe")
    secret = Remedy.objects.get(cause__fault=run.fault, cause__code="forgotten")
    assert 'name="identity"' in page
    by = scene.enter("technician")
    with pytest.raises(Refused) as refusal:
        record_attempt(run.id, by=by, remedy_id=secret.id, outcome="unknown")
    assert (refusal.value.code, refusal.value.field) == ("identity_missing", "identity")
    scene.enter_system()
    address = f"/workbench/tickets/{ticket.number}/diagnosis/attempts"
    given = {"remedy": secret.id, "identity": "call_back"}
    assert sign_in("technician").post(address, given, headers=HTMX).status_code == 200
    scene.enter_system()
    assert Attempt.objects.get(run=run, remedy=secret).outcome == "unknown"
    entry = Entry.objects.filter(kind="remedy.attempted", subject_kind="ticket", subject_id=ticket.id).latest(
        "id"
    )
    assert entry.data["identity"] == "call_back"


def test_an_invented_proof_is_refused(panel, scene):
    _page, _ticket, run = panel("acc.password_forgotten", "J’ai oublié mon mot de passe")
    secret = Remedy.objects.get(cause__fault=run.fault, cause__code="forgotten")
    by = scene.enter("technician")
    with pytest.raises(Refused, match="assuré|made sure"):
        record_attempt(run.id, by=by, remedy_id=secret.id, outcome="unknown", identity="trust_me")
