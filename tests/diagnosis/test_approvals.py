"""A solution that somebody must approve is applied once someone else who oversees has said yes."""

import pytest
from django.utils import timezone

from secours.diagnosis.models import Approval, Attempt
from secours.diagnosis.operations import ask_approval, choose_situation, record_attempt, start_run_on_ticket
from secours.faults.models import Remedy
from secours.journal.models import Entry
from secours.people.errors import Refused
from secours.people.operations import make_token
from secours.tickets.models import Task
from secours.tickets.operations import declare_ticket


@pytest.fixture
def asked(scene):
    """A ticket whose situation has such a solution, its run, and the solution."""
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Rien ne va plus")
    remedy = Remedy.objects.filter(needs_approval=True, is_retired=False).order_by("id").first()
    run = start_run_on_ticket(ticket, by=by)
    choose_situation(run.id, by=by, fault_id=remedy.cause.fault_id)
    return ticket, run, remedy


def panel(ticket):
    return f"/workbench/tickets/{ticket.number}/diagnosis/"


def kinds(ticket):
    found = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id, kind__startswith="approval.")
    return list(found.order_by("number").values_list("kind", flat=True))


def ask(sign_in, ticket, remedy):
    answer = sign_in("technician").post(panel(ticket) + "approvals", {"remedy": remedy.id})
    assert answer.status_code == 302
    return Approval.objects.get(ticket=ticket, remedy=remedy, is_approved=None)


def test_it_is_not_applied_before(scene, asked):
    _ticket, run, remedy = asked
    with pytest.raises(Refused) as refusal:
        record_attempt(run.id, by=scene.enter("technician"), remedy_id=remedy.id, outcome="unknown")
    assert refusal.value.code == "approval_missing"
    assert not Attempt.objects.filter(run=run).exists()


@pytest.mark.parametrize("role", ["supervisor", "manager"])
def test_approved_it_may_be(scene, asked, sign_in, role):
    ticket, run, remedy = asked
    approval = ask(sign_in, ticket, remedy)
    page = sign_in(role).get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert remedy.do_fr in page
    assert f"approvals/{approval.id}" in page
    sign_in(role).post(panel(ticket) + f"approvals/{approval.id}", {"decision": "yes"})
    by = scene.enter("technician")
    assert record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="unknown", identity="in_person")
    assert kinds(ticket) == ["approval.asked", "approval.given"]
    assert Task.objects.get(id=approval.task_id).done_at is not None


def test_refused_it_may_not_and_can_be_asked_again(scene, asked, sign_in):
    ticket, run, remedy = asked
    approval = ask(sign_in, ticket, remedy)
    sign_in("manager").post(
        panel(ticket) + f"approvals/{approval.id}", {"decision": "no", "reason": "Trop risqué aujourd’hui."}
    )
    by = scene.enter("technician")
    with pytest.raises(Refused):
        record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="unknown")
    assert ask_approval(run.id, by=by, remedy_id=remedy.id).id != approval.id
    assert kinds(ticket) == ["approval.asked", "approval.refused", "approval.asked"]


def test_asked_twice_it_is_asked_once(asked, sign_in):
    ticket, _run, remedy = asked
    assert ask(sign_in, ticket, remedy) == ask(sign_in, ticket, remedy)
    assert Task.objects.filter(ticket=ticket).count() == 1


def test_who_asks_does_not_decide_nor_does_a_technician(scene, asked, sign_in):
    ticket, run, remedy = asked
    approval = ask_approval(run.id, by=scene.enter("supervisor"), remedy_id=remedy.id)
    for role in ("supervisor", "technician"):
        answer = sign_in(role).post(panel(ticket) + f"approvals/{approval.id}", {"decision": "yes"})
        assert answer.status_code == 403
    scene.enter_system()
    assert Approval.objects.get(id=approval.id).is_approved is None


def test_what_is_decided_stays_so(scene, asked, sign_in):
    """Two managers read the request, and answer at the same time."""
    ticket, _run, remedy = asked
    approval = ask(sign_in, ticket, remedy)
    for decision in ("no", "yes"):
        sign_in("manager").post(
            panel(ticket) + f"approvals/{approval.id}", {"decision": decision, "reason": "Trop risqué"}
        )
    scene.enter_system()
    assert Approval.objects.get(id=approval.id).is_approved is False
    assert kinds(ticket) == ["approval.asked", "approval.refused"]


def test_nor_whom_it_is_for(scene, asked, sign_in):
    """A supervisor who wants something for themselves is a requester like another."""
    by = scene.enter("technician")
    _ticket, _run, remedy = asked
    ticket = declare_ticket(by=by, requester=scene.person("supervisor"), text="Rien ne va plus")
    run = start_run_on_ticket(ticket, by=by)
    choose_situation(run.id, by=by, fault_id=remedy.cause.fault_id)
    approval = ask(sign_in, ticket, remedy)
    answer = sign_in("supervisor").post(panel(ticket) + f"approvals/{approval.id}", {"decision": "yes"})
    assert answer.status_code == 403
    scene.enter_system()
    assert Approval.objects.get(id=approval.id).is_approved is None
    sign_in("manager").post(panel(ticket) + f"approvals/{approval.id}", {"decision": "yes"})
    scene.enter_system()
    assert Approval.objects.get(id=approval.id).is_approved


@pytest.mark.parametrize("told", [{}, {"decision": "maybe"}])
def test_without_a_word_nothing_is_decided(scene, asked, sign_in, told):
    ticket, _run, remedy = asked
    approval = ask(sign_in, ticket, remedy)
    sign_in("manager").post(panel(ticket) + f"approvals/{approval.id}", told)
    scene.enter_system()
    assert Approval.objects.get(id=approval.id).is_approved is None


def test_a_ticket_is_not_solved_with_it_before(scene, asked, sign_in):
    """Not asked for, waiting, refused; then approved."""
    ticket, run, _remedy = asked
    # Of the likeliest source there is: its solutions are among those offered.
    remedy = (
        Remedy.objects.filter(needs_approval=True, is_retired=False).order_by("-cause__prior", "id").first()
    )
    choose_situation(run.id, by=scene.enter("technician"), fault_id=remedy.cause.fault_id)
    page = f"/workbench/tickets/{ticket.number}/resolution"
    told = {
        "cause": remedy.cause_id,
        "remedy": remedy.id,
        "confirmed_how": "verified",
        "identity": "in_person",
    }

    def tried():
        answer = sign_in("technician").post(page, told)
        return answer.status_code, answer.content.decode()

    assert "à faire approuver\u00a0: pas encore demandé" in sign_in("technician").get(page).content.decode()
    status, html = tried()
    assert (status, "demandez-le sur le ticket" in html) == (422, True)
    approval = ask(sign_in, ticket, remedy)
    assert "à faire approuver\u00a0: réponse attendue" in sign_in("technician").get(page).content.decode()
    status, html = tried()
    assert (status, "attendez la réponse" in html) == (422, True)
    sign_in("manager").post(
        panel(ticket) + f"approvals/{approval.id}", {"decision": "no", "reason": "Trop risqué aujourd’hui."}
    )
    status, html = tried()
    assert (status, "a été refusé" in html) == (422, True)
    again = ask(sign_in, ticket, remedy)
    sign_in("manager").post(panel(ticket) + f"approvals/{again.id}", {"decision": "yes"})
    assert tried()[0] == 302


def test_nor_through_the_interface(scene, asked, client):
    ticket, _run, remedy = asked
    scene.enter_system()
    _token, secret = make_token(by=scene.actor("technician"), name="script")
    cause = remedy.cause
    place = 1 + list(cause.remedies.order_by("id").values_list("id", flat=True)).index(remedy.id)
    told = {"fault": cause.fault.number, "cause": cause.code, "remedy": place, "confirmed_how": "verified"}
    answer = client.post(
        f"/api/v1/tickets/{ticket.number}/resolution",
        {**told, "identity": "in_person"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "approval_missing")


def test_a_refusal_says_why_and_keeps_what_was_typed(scene, asked, sign_in):
    ticket, _run, remedy = asked
    approval = ask(sign_in, ticket, remedy)
    address = panel(ticket) + f"approvals/{approval.id}"
    answer = sign_in("manager").post(address, {"decision": "no", "reason": " "})
    assert (answer.status_code, "Dites pourquoi vous refusez" in answer.content.decode()) == (422, True)
    long = "Trop risqué. " * 50
    answer = sign_in("manager").post(address, {"decision": "yes", "reason": long})
    assert (answer.status_code, long in answer.content.decode()) == (422, True)
    scene.enter_system()
    assert Approval.objects.get(id=approval.id).is_approved is None
    sign_in("manager").post(address, {"decision": "no", "reason": "Après la paie seulement."})
    page = sign_in("technician").get(panel(ticket), headers={"HX-Request": "true"}).content.decode()
    assert "Après la paie seulement." in page


def test_it_waits_in_a_list_of_those_who_decide(asked, sign_in):
    ticket, _run, remedy = asked
    assert remedy.do_fr not in sign_in("manager").get("/workbench/approvals").content.decode()
    approval = ask(sign_in, ticket, remedy)
    for role in ("manager", "supervisor"):
        page = sign_in(role).get("/workbench/approvals").content.decode()
        assert remedy.do_fr in page
        assert f"approvals/{approval.id}" in page
    assert sign_in("technician").get("/workbench/approvals").status_code == 403
    answer = sign_in("manager").post(
        panel(ticket) + f"approvals/{approval.id}", {"decision": "yes", "list": 1}
    )
    assert answer["Location"] == "/workbench/approvals"
    assert remedy.do_fr not in sign_in("supervisor").get("/workbench/approvals").content.decode()


def test_nobody_finds_their_own_in_the_list(scene, asked, sign_in):
    _ticket, run, remedy = asked
    ask_approval(run.id, by=scene.enter("supervisor"), remedy_id=remedy.id)
    assert remedy.do_fr not in sign_in("supervisor").get("/workbench/approvals").content.decode()
    assert remedy.do_fr in sign_in("manager").get("/workbench/approvals").content.decode()


def test_its_task_is_somebody_s_and_has_a_day(scene, asked, sign_in):
    ticket, _run, remedy = asked
    task = ask(sign_in, ticket, remedy).task
    scene.enter_system()
    assert task.owner.email in ("supervisor@demo.example", "manager@demo.example")
    assert task.due_on > timezone.localdate()
    assert task.due_on.weekday() < 5
