"""What a technician does in the panel: the same addresses answer htmx with the panel and a form by a redirect."""

import pytest

from secours.diagnosis.models import Attempt, Finding, Run
from secours.diagnosis.operations import hand_over
from secours.diagnosis.queries import next_step_of
from secours.faults.models import Remedy
from secours.tickets.models import Draft, Task
from secours.tickets.operations import declare_ticket, save_draft

HTMX = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def handed(diagnosis, scene):
    by, run = diagnosis.run(text="Mon poste rame", fault="pc.slow")
    ticket = hand_over(run.id, by=by)
    scene.enter_system()
    return ticket, Run.objects.get(id=run.id)


def address(ticket, thing=""):
    return f"/workbench/tickets/{ticket.number}/diagnosis/{thing}"


def test_an_answer_gives_the_panel_with_the_next_step(handed, sign_in, scene):
    ticket, run = handed
    step = next_step_of(run, "tech")
    data = {"check": step.check.id, "value": "no"}
    answer = sign_in("technician").post(address(ticket, "findings"), data, headers=HTMX)
    scene.enter_system()
    finding = Finding.objects.get(run=run, check_asked=step.check)
    assert (finding.value, finding.source) == ("no", "tech")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.startswith('<div id="panel"')
    after = next_step_of(run, "tech")
    assert (after.check or after.remedy).id != step.check.id
    assert (after.check.ask_fr if after.check else after.remedy.do_fr) in page


def test_without_script_it_goes_back_to_the_ticket(handed, sign_in):
    ticket, run = handed
    check = run.fault.checks.first()
    answer = sign_in("technician").post(address(ticket, "findings"), {"check": check.id, "value": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, f"/workbench/tickets/{ticket.number}/#diagnosis")


def test_a_refusal_is_said_in_the_panel(handed, sign_in, diagnosis):
    ticket, _run = handed
    foreign = diagnosis.check("others")
    data = {"check": foreign.id, "value": "yes"}
    answer = sign_in("technician").post(address(ticket, "findings"), data, headers=HTMX)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_remedy_is_applied_then_judged(handed, sign_in, scene):
    ticket, run = handed
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech", needs_approval=False).first()
    browser = sign_in("technician")
    page = browser.post(address(ticket, "attempts"), {"remedy": remedy.id}, headers=HTMX).content.decode()
    assert 'value="fixed"' in page
    data = {"remedy": remedy.id, "outcome": "fixed"}
    page = browser.post(address(ticket, "attempts"), data, headers=HTMX).content.decode()
    assert f"/workbench/tickets/{ticket.number}/resolution" in page
    scene.enter_system()
    assert list(Attempt.objects.filter(run=run).order_by("id").values_list("outcome", flat=True)) == [
        "unknown",
        "fixed",
    ]


def test_a_mailed_ticket_gets_its_run_with_the_first_act(sign_in, scene, diagnosis):
    technician = scene.enter("technician")
    ticket = declare_ticket(
        by=technician, requester=scene.person("requester"), text="Le truc bleu fait un bruit", channel="mail"
    )
    scene.enter_system()
    browser = sign_in("technician")
    assert browser.get(address(ticket), headers=HTMX).status_code == 200
    assert not Run.objects.filter(ticket=ticket).exists()
    browser.post(address(ticket, "situation"), {"fault": diagnosis.fault().id}, headers=HTMX)
    scene.enter_system()
    assert Run.objects.get(ticket=ticket).fault == diagnosis.fault()


def test_situations_are_looked_for_with_other_words(handed, sign_in, diagnosis):
    ticket, _run = handed
    found = sign_in("technician").get(address(ticket, "situation"), {"q": "imprimante"}, headers=HTMX)
    assert diagnosis.fault().title_fr in found.content.decode()


def test_a_question_joins_the_reply_begun(handed, sign_in, scene):
    ticket, run = handed
    check = run.fault.checks.first()
    browser = sign_in("technician")
    save_draft(scene.enter("technician"), f"reply:{ticket.number}", "Bonjour Claire,")
    for _time in range(2):
        browser.post(address(ticket, "questions"), {"check": check.id})
    scene.enter_system()
    draft = Draft.objects.get(key=f"reply:{ticket.number}")
    assert draft.text == f"Bonjour Claire,\n\n{check.ask_fr}"


def test_no_approval_is_asked_for_what_needs_none(handed, sign_in, scene):
    ticket, run = handed
    remedy = Remedy.objects.filter(cause__fault=run.fault, needs_approval=False).first()
    told = {"remedy": remedy.id}
    answer = sign_in("technician").post(address(ticket, "approvals"), told, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "ne demande l’accord de personne" in answer.content.decode()
    scene.enter_system()
    assert not Task.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize(
    ("role", "status"), [("requester", 403), ("client", 403), ("outsider", 403), ("manager", 403)]
)
@pytest.mark.parametrize("thing", ["findings", "attempts", "situation", "opening", "questions", "approvals"])
def test_only_those_who_serve_act(handed, sign_in, scene, role, status, thing):
    ticket, run = handed
    before = Finding.objects.filter(run=run).count()
    data = {"check": run.fault.checks.first().id, "value": "yes"}
    assert sign_in(role).post(address(ticket, thing), data).status_code == status
    scene.enter_system()
    assert Finding.objects.filter(run=run).count() == before
