"""An organisation's own hours, promises and matrix: a copy to begin with, followed by its tickets only."""

import pytest
from tests.web.setup.test_levels import sent, words

from secours.journal.models import Entry
from secours.people.models import Organisation
from secours.service_levels.models import Agreement, Calendar, PriorityRule
from secours.service_levels.queries import agreement_of, matrix_of
from secours.tickets.models import Ticket
from secours.tickets.operations import declare_ticket, renew_deadlines

_NIGHT = {f"day_{day}": "00:00-23:59" for day in range(7)}


@pytest.fixture
def admin(sign_in, scene):
    browser = sign_in("admin")
    scene.enter_system()
    return browser


@pytest.fixture
def hospital(scene):
    return scene.person("requester").organisation


def declared(scene, role):
    by = scene.enter("technician")
    return declare_ticket(by=by, requester=scene.person(role), text="Écran noir").id


def again(scene, *ids):
    by = scene.enter_system()
    renew_deadlines(by=by)
    found = Ticket.objects.in_bulk(ids)
    return [found[one] for one in ids]


def test_its_own_hours_change_the_deadlines_of_its_tickets_only(admin, scene, hospital):
    ours, theirs = declared(scene, "requester"), declared(scene, "outsider")
    before = again(scene, ours, theirs)
    address = f"/setup/organisations/{hospital.id}/hours"
    assert "Lui donner les siens" in words(admin.get(address))
    assert admin.post(f"{address}/own").status_code == 302
    copied = again(scene, ours, theirs)
    assert [one.due_at for one in copied] == [one.due_at for one in before]
    fields = sent(words(admin.get(address))) | _NIGHT
    assert admin.post(address, fields).status_code == 302
    mine, other = again(scene, ours, theirs)
    assert mine.due_at < before[0].due_at
    assert other.due_at == before[1].due_at
    # New ones too.
    fresh = again(scene, declared(scene, "requester"), declared(scene, "outsider"))
    assert fresh[0].due_at < fresh[1].due_at
    assert admin.post(f"{address}/shared").status_code == 302
    assert [one.due_at for one in again(scene, ours, theirs)] == [one.due_at for one in before]
    assert not Calendar.objects.filter(organisation=hospital).exists()


def test_its_own_promise(admin, scene, hospital):
    ours, theirs = declared(scene, "requester"), declared(scene, "outsider")
    address = f"/setup/organisations/{hospital.id}/hours"
    admin.post(f"{address}/own")
    priority = Ticket.objects.get(id=ours).priority
    fields = sent(words(admin.get(address))) | {f"response_{priority}": "1", f"resolution_{priority}": "2"}
    before = again(scene, ours, theirs)
    admin.post(address, fields)
    mine, other = again(scene, ours, theirs)
    assert mine.due_at < before[0].due_at
    assert other.due_at == before[1].due_at
    assert agreement_of(None).targets.get(priority=priority).resolution_minutes > 2


def test_its_own_matrix(admin, scene, hospital):
    ours, theirs = declared(scene, "requester"), declared(scene, "outsider")
    address = f"/setup/organisations/{hospital.id}/priorities"
    admin.post(f"{address}/own")
    assert matrix_of(hospital.id) == matrix_of(None)
    ticket = Ticket.objects.get(id=ours)
    cell = f"cell_{ticket.impact}_{ticket.urgency}"
    admin.post(address, sent(words(admin.get(address))) | {cell: "1"})
    mine, other = again(scene, ours, theirs)
    assert (mine.priority, other.priority) == (1, ticket.priority)
    admin.post(f"{address}/shared")
    assert [one.priority for one in again(scene, ours, theirs)] == [ticket.priority] * 2
    assert not PriorityRule.objects.filter(organisation=hospital).exists()


def test_each_change_is_told_and_nothing_twice(admin, scene, hospital):
    address = f"/setup/organisations/{hospital.id}"
    for part in (
        "hours/own",
        "hours/own",
        "hours/shared",
        "hours/shared",
        "priorities/own",
        "priorities/shared",
    ):
        admin.post(f"{address}/{part}")
    scene.enter_system()
    chain = Entry.objects.filter(subject_kind="organisation", subject_id=hospital.id).order_by("number")
    told = [one.kind for one in chain if one.kind.split(".")[0] in ("agreement", "matrix")]
    assert told == ["agreement.copied", "agreement.dropped", "matrix.copied", "matrix.dropped"]
    assert not Agreement.objects.filter(organisation=hospital).exists()


def test_the_page_of_the_organisation_leads_there(admin, hospital):
    page = words(admin.get(f"/setup/organisations/{hospital.id}"))
    assert f"/setup/organisations/{hospital.id}/hours" in page
    assert "ceux de tous" in page
    admin.post(f"/setup/organisations/{hospital.id}/hours/own")
    assert "les siens" in words(admin.get(f"/setup/organisations/{hospital.id}"))


def test_a_clients_administrator_promises_nothing(scene, sign_in):
    from secours.people.operations import grant_role

    outsider = scene.person("outsider")
    grant_role(outsider, "administrator", by=scene.enter("admin"))
    browser, own = sign_in("outsider"), Organisation.objects.get(id=outsider.organisation_id)
    assert browser.post(f"/setup/organisations/{own.id}/hours/own").status_code == 403
    scene.enter_system()
    assert not Agreement.objects.filter(organisation=own).exists()
