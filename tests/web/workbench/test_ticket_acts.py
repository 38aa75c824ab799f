"""Each act on a ticket, from the outside: its form, its effect, its refusals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.people.models import Team
from secours.tickets.models import Hold, Link, Task, Ticket
from secours.tickets.operations import resolve_ticket
from secours.web.workbench.acts import ACTS


def act(browser, ticket, name, **told):
    return browser.post(f"/workbench/tickets/{ticket.number}/{name}", told)


def again(ticket):
    return Ticket.objects.get(id=ticket.id)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_each_form_opens_as_a_page_and_as_a_dialog(sign_in, declare, name):
    ticket, browser = declare(), sign_in("technician")
    whole = browser.get(f"/workbench/tickets/{ticket.number}/{name}")
    part = browser.get(f"/workbench/tickets/{ticket.number}/{name}", headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert part.content.lstrip().startswith(b"<dialog")
    assert str(ACTS[name].title) in whole.content.decode() or whole.status_code == 200


@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_act_without_serving(sign_in, declare, name):
    ticket = declare()
    before = again(ticket).updated_at
    assert act(sign_in("manager"), ticket, name).status_code == 403
    assert again(ticket).updated_at == before


def test_take_in_charge(sign_in, declare, scene):
    ticket = declare()
    assert act(sign_in("technician"), ticket, "charge").status_code == 302
    assert (again(ticket).assigned_to, again(ticket).state) == (scene.person("technician"), "in_progress")


def test_assign_to_a_person(sign_in, declare, scene):
    ticket = declare()
    act(sign_in("technician"), ticket, "assignment", person=scene.person("mission").id)
    assert again(ticket).assigned_to == scene.person("mission")


def test_assign_refuses_a_requester(sign_in, declare, scene):
    ticket = declare()
    assert (
        act(sign_in("technician"), ticket, "assignment", person=scene.person("requester").id).status_code
        == 422
    )
    assert again(ticket).assigned_to is None


def test_assign_by_htmx_redirects_by_header(sign_in, declare, scene):
    ticket = declare()
    url = f"/workbench/tickets/{ticket.number}/assignment"
    answer = sign_in("technician").post(
        url, {"person": scene.person("mission").id}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        f"/workbench/tickets/{ticket.number}/",
    )


def test_hold_until_a_date_and_resume(sign_in, declare):
    ticket, browser = declare(), sign_in("technician")
    until = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert act(browser, ticket, "hold", reason="date", until=until, comment="livraison").status_code == 302
    assert Hold.objects.get(ticket=ticket, ends_at=None).comment == "livraison"
    act(browser, ticket, "resumption")
    assert again(ticket).state == "in_progress"


@pytest.mark.parametrize(
    "told", [{"reason": "date"}, {"reason": "date", "until": "2020-01-01T10:00"}, {"reason": "x"}, {}]
)
def test_hold_refuses_and_keeps_what_was_typed(sign_in, declare, told):
    ticket = declare()
    answer = act(sign_in("technician"), ticket, "hold", comment="mon texte gardé", **told)
    assert answer.status_code == 422
    assert "mon texte gardé" in answer.content.decode()
    assert again(ticket).state == "new"


def test_escalate_with_a_note(sign_in, declare):
    ticket, second = declare(), Team.objects.get(level=2)
    browser = sign_in("technician")
    assert act(browser, ticket, "escalation", team=second.id, note=" ").status_code == 422
    assert (
        act(browser, ticket, "escalation", team=second.id, note="Spouleur relancé deux fois").status_code
        == 302
    )
    assert again(ticket).team == second
    assert (
        "Spouleur relancé deux fois" in browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    )


def test_qualify_changes_only_what_differs(sign_in, declare, scene):
    from secours.journal.models import Entry

    ticket, browser = declare(title="Imprimante"), sign_in("technician")
    form = browser.get(f"/workbench/tickets/{ticket.number}/qualification").context["form"]
    told = {name: form[name].value() or "" for name in form.fields if not name.startswith("is_")}
    answer = act(
        browser,
        ticket,
        "qualification",
        **{**told, "impact": "1", "urgency": "1", "device": "imp-2e-03", "is_confidential": "on"},
    )
    assert answer.status_code == 302
    changed = again(ticket)
    assert (changed.priority, changed.device, changed.is_confidential) == (1, scene.device("IMP-2E-03"), True)
    after = Entry.objects.get(subject_id=ticket.id, subject_kind="ticket", kind="ticket.changed").data[
        "after"
    ]
    assert set(after) == {"impact", "urgency", "device", "is_confidential"}


def test_qualify_refuses_an_unknown_device(sign_in, declare):
    ticket, browser = declare(), sign_in("technician")
    form = browser.get(f"/workbench/tickets/{ticket.number}/qualification").context["form"]
    told = {name: form[name].value() or "" for name in form.fields if not name.startswith("is_")}
    answer = act(browser, ticket, "qualification", **{**told, "device": "PC-EC-01"})
    assert answer.status_code == 422  # a device of another organisation is as unknown
    assert "Aucun matériel" in answer.content.decode()


def test_reopen_says_why(sign_in, declare, scene):
    ticket, browser = declare(), sign_in("technician")
    resolve_ticket(ticket.id, by=scene.enter("technician"), text="Fait")
    assert act(browser, ticket, "reopening", why="").status_code == 422
    act(browser, ticket, "reopening", why="Ça recommence")
    assert (again(ticket).state, again(ticket).reopen_count) == ("new", 1)


def test_close_a_solved_ticket_and_one_without_answer(sign_in, declare, scene):
    solved, silent, browser = declare(), declare(), sign_in("technician")
    resolve_ticket(solved.id, by=scene.enter("technician"), text="Fait")
    act(browser, solved, "closure")
    act(browser, silent, "closure", closure="no_answer")
    assert (again(solved).state, again(solved).closure) == ("closed", "resolved")
    assert (again(silent).state, again(silent).closure) == ("closed", "no_answer")


def test_link_by_number(sign_in, declare):
    one, other, browser = declare(), declare(), sign_in("technician")
    assert act(browser, one, "links", other="zorglub", kind="related").status_code == 422
    assert act(browser, one, "links", other=f"T-{one.number}", kind="related").status_code == 422
    assert act(browser, one, "links", other=f"T-{other.number}", kind="duplicate").status_code == 302
    assert Link.objects.get(ticket=one, other=other).kind == "duplicate"


def test_a_link_never_reaches_beyond_the_wall(sign_in, declare):
    ours, theirs = declare(), declare(who="outsider")
    assert act(sign_in("mission"), ours, "links", other=str(theirs.number), kind="related").status_code == 422
    assert not Link.objects.filter(ticket=ours).exists()


def test_add_a_task(sign_in, declare, scene):
    ticket = declare()
    told = {"title": "Commander un toner", "owner": scene.person("mission").id, "due_on": "2027-01-04"}
    act(sign_in("technician"), ticket, "tasks", **told)
    assert Task.objects.get(ticket=ticket).owner == scene.person("mission")


def test_an_act_on_a_solved_ticket_says_why_not(sign_in, declare, scene):
    ticket = declare()
    resolve_ticket(ticket.id, by=scene.enter("technician"), text="Fait")
    answer = act(sign_in("technician"), ticket, "hold", reason="supplier")
    assert answer.status_code == 422
    assert "Ce ticket est résolu" in answer.content.decode()


def test_bulk_hold_is_all_or_nothing(sign_in, declare, scene):
    one, solved, browser = declare(), declare(), sign_in("technician")
    resolve_ticket(solved.id, by=scene.enter("technician"), text="Fait")
    told = {"t": [one.number, solved.number], "reason": "supplier"}
    answer = browser.post("/workbench/bulk/hold", told)
    html = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert f"T-{solved.number} : Ce ticket est résolu" in html
    assert "Rien n’a été fait sur aucun" in html
    assert again(one).state == "new"
    assert not Hold.objects.filter(ticket=one).exists()


def test_bulk_acts_on_all(sign_in, declare, scene):
    made, browser = [declare(title=f"Panne {n}") for n in range(3)], sign_in("technician")
    numbers = [ticket.number for ticket in made]
    asked = browser.get("/workbench/bulk/charge", {"t": numbers}).content.decode()
    assert all(f"T-{number}" in asked for number in numbers)
    assert browser.post("/workbench/bulk/charge", {"t": numbers}).status_code == 302
    browser.post("/workbench/bulk/priority", {"t": numbers, "impact": "1", "urgency": "1"})
    browser.post("/workbench/bulk/assignment", {"t": numbers, "person": scene.person("mission").id})
    assert {(again(one).priority, again(one).assigned_to.name) for one in made} == {(1, "Karim Benali")}


def test_bulk_attach_under_one(sign_in, declare):
    head, *others = (declare(title=f"Réseau {n}") for n in range(3))
    told = {"t": [one.number for one in others], "other": f"T-{head.number}"}
    assert sign_in("technician").post("/workbench/bulk/attachment", told).status_code == 302
    assert Link.objects.filter(other=head, kind="attached").count() == 2


def test_bulk_leaves_out_what_is_beyond_the_wall(sign_in, declare, scene):
    ours, theirs, browser = declare(), declare(who="outsider"), sign_in("mission")
    browser.post("/workbench/bulk/charge", {"t": [ours.number, theirs.number]})
    scene.enter_system()
    assert again(ours).assigned_to is not None
    assert again(theirs).assigned_to is None
    assert browser.post("/workbench/bulk/charge", {"t": [theirs.number]}).status_code == 404


@pytest.mark.parametrize("name", ["escalation", "qualification", "nothing"])
def test_bulk_knows_only_its_acts(sign_in, declare, name):
    assert sign_in("technician").get(f"/workbench/bulk/{name}", {"t": declare().number}).status_code == 404


def test_reply_key_leads_to_the_answer(sign_in, declare):
    ticket = declare()
    answer = sign_in("technician").get("/workbench/bulk/reply", {"t": ticket.number})
    assert answer.headers["Location"] == f"/workbench/tickets/{ticket.number}/#reply"
