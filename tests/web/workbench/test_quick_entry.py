"""Quick entry: found by anything, declared, solved or joined in one post."""

import re
from html import unescape

import pytest

from secours.diagnosis.models import Run
from secours.equipment.operations import change_device
from secours.people.models import Person
from secours.people.operations import change_person
from secours.tickets.models import Ticket
from secours.tickets.operations import change_ticket

ENTRY = "/workbench/tickets/new"


@pytest.fixture
def call(scene):
    """What the technician types for a call of Claire’s."""

    def typed(**told):
        scene.enter_system()
        return {
            "person": scene.person("requester").id, "channel": "phone", "kind": "incident", "callback_phone": "02 40 55 31 42",
            "callback_place": "bureau 12", "text": "L’imprimante n’imprime plus", **told,
        }  # fmt: skip

    return typed


def found(browser, who):
    return browser.get(f"{ENTRY}/people", {"who": who}).content.decode()


@pytest.mark.parametrize(
    "who",
    [
        "morvan",
        "Claire M",
        "CLAIRE MORVAN",
        "02 40 55 31 42",
        "0240553142",
        "+33 2 40 55 31 42",
        "3142",
        "PC-0231",
        "pc-02",
        "cmorvan",
        "requester@demo",
    ],
)
def test_the_person_is_found_by_anything(sign_in, who):
    assert "Claire Morvan" in found(sign_in("technician"), who)


def test_the_person_is_found_by_the_last_session(sign_in, scene):
    change_device(scene.device("IMP-2E-03"), by=scene.enter("technician"), last_user="CLINIQUE\\eclarke")
    change_person(scene.person("colleague"), by=scene.enter("technician"), login="eclarke")
    assert "Emma Clarke" in found(sign_in("technician"), "IMP-2E")


def test_nobody_of_another_client_is_found(sign_in):
    assert "Bruno Petit" in found(sign_in("technician"), "petit")
    assert "Bruno Petit" not in found(sign_in("mission"), "petit")
    assert "Bruno Petit" not in found(sign_in("mission"), "PC-EC-01")


@pytest.mark.parametrize("who", ["", "x", "%", "____", "\\", "'; --"])
def test_strange_words_find_nobody(sign_in, who):
    html = found(sign_in("technician"), who)
    assert "Bruno Petit" not in html


def test_what_is_known_of_the_person_comes_with_them(sign_in, scene):
    person = scene.person("requester")
    html = sign_in("technician").get(f"{ENTRY}/context", {"person": person.id}).content.decode()
    for told in ("02 40 55 31 42", person.place.name, "PC-0231", "IMP-2E-03"):
        assert told in html


def test_declare(sign_in, call, scene):
    answer = sign_in("technician").post(ENTRY, call(device="imp-2e-03"))
    ticket = Ticket.objects.latest("id")
    assert answer.headers["Location"] == f"/workbench/tickets/{ticket.number}/"
    assert (ticket.channel, ticket.requester, ticket.assigned_to) == (
        "phone",
        scene.person("requester"),
        scene.person("technician"),
    )
    assert (ticket.callback_place, ticket.device) == ("bureau 12", scene.device("IMP-2E-03"))


def test_a_walk_in_for_a_request(sign_in, call):
    sign_in("technician").post(ENTRY, call(channel="walk_in", kind="request", text="Un second écran"))
    ticket = Ticket.objects.latest("id")
    assert (ticket.channel, ticket.kind) == ("walk_in", "request")


@pytest.mark.parametrize("name", ["callback_phone", "callback_place", "text", "person"])
def test_each_is_always_asked_and_the_rest_is_kept(sign_in, call, name):
    before = Ticket.objects.count()
    told = call()
    told[name] = ""
    answer = sign_in("technician").post(ENTRY, told)
    assert answer.status_code == 422
    assert "bureau 12" in answer.content.decode() or name == "callback_place"
    assert Ticket.objects.count() == before


def test_a_new_contact_on_the_spot(sign_in, call, scene):
    organisation = scene.person("requester").organisation_id
    told = call(
        person="", new_name="Nadia Ferrand", new_email="nadia@demo.example", new_organisation=organisation
    )
    assert sign_in("technician").post(ENTRY, told).status_code == 302
    contact = Person.objects.get(email="nadia@demo.example")
    assert (contact.organisation_id, contact.phone) == (organisation, "02 40 55 31 42")
    assert Ticket.objects.latest("id").requester == contact


def test_express_declares_solves_and_closes_in_one_post(sign_in, call):
    answer = sign_in("technician").post(
        ENTRY, call(do="express", remedy="Câble rebranché", confirmed_how="user")
    )
    ticket = Ticket.objects.latest("id")
    assert answer.headers["Location"] == ENTRY
    assert (ticket.state, ticket.closure) == ("closed", "resolved")


def test_express_unconfirmed_stays_solved(sign_in, call):
    sign_in("technician").post(
        ENTRY, call(do="express", remedy="Câble rebranché", confirmed_how="unconfirmed")
    )
    assert Ticket.objects.latest("id").state == "solved"


def test_express_asks_what_put_it_right_and_declares_nothing(sign_in, call):
    before = Ticket.objects.count()
    answer = sign_in("technician").post(ENTRY, call(do="express", remedy=" "))
    assert answer.status_code == 422
    assert "Dites en quelques mots ce qui a réglé la panne" in answer.content.decode()
    assert Ticket.objects.count() == before


def test_guided_checks_begin_on_the_ticket(sign_in, call):
    answer = sign_in("technician").post(ENTRY, call(do="guided"))
    ticket = Ticket.objects.latest("id")
    assert answer.headers["Location"] == f"/workbench/tickets/{ticket.number}/#diagnosis"
    assert Run.objects.filter(ticket=ticket).exists()


def test_a_known_incident_is_joined_without_a_new_ticket(sign_in, call, declare, scene):
    known = declare(title="Réseau du couloir B", who="colleague")
    change_ticket(known.id, by=scene.enter("technician"), is_known_incident=True)
    browser, person = sign_in("technician"), scene.person("requester").id
    assert "Réseau du couloir B" in browser.get(f"{ENTRY}/context", {"person": person}).content.decode()
    before = Ticket.objects.count()
    assert (
        browser.post(ENTRY, call(do=f"attach:{known.number}", text="", callback_phone="")).status_code == 302
    )
    assert Ticket.objects.count() == before
    assert Ticket.objects.get(id=known.id).affected_count == 2


def test_a_caller_joined_by_mistake_is_taken_back(sign_in, call, declare, scene):
    known = declare(title="Réseau du couloir B", who="colleague")
    change_ticket(known.id, by=scene.enter("technician"), is_known_incident=True)
    browser = sign_in("technician")
    html = browser.post(ENTRY, call(do=f"attach:{known.number}"), follow=True).content.decode()
    undo = re.search(r'action="(/workbench/[^"]*t=[^"]*)"', html)
    assert undo
    assert browser.post(unescape(undo[1])).status_code == 302
    scene.enter_system()
    known.refresh_from_db()
    assert known.affected_count == 1
    assert not known.watchers.filter(person=scene.person("requester")).exists()


def test_joining_needs_a_person(sign_in, call, declare, scene):
    known = declare(title="Réseau", who="colleague")
    change_ticket(known.id, by=scene.enter("technician"), is_known_incident=True)
    answer = sign_in("technician").post(ENTRY, call(do=f"attach:{known.number}", person=""))
    assert answer.status_code == 422


def test_without_script_the_search_keeps_what_was_typed(sign_in, call):
    answer = sign_in("technician").post(
        ENTRY, call(do="search", who="emma", person="", text="Texte déjà tapé")
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Emma Clarke" in html
    assert "Texte déjà tapé" in html


def test_another_client_s_person_cannot_be_declared_for(sign_in, call, scene):
    told = call(person=scene.person("outsider").id)
    before = Ticket.objects.count()
    assert sign_in("mission").post(ENTRY, told).status_code == 422
    scene.enter_system()
    assert Ticket.objects.count() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fumée et odeur de brûlé sur la batterie gonflée", True),
        ("L’imprimante n’imprime plus", False),
        ("", False),
    ],
)
def test_a_danger_that_the_words_tell_says_what_to_do_at_once(sign_in, scene, text, told):
    page = sign_in("technician").get(f"{ENTRY}/gesture", {"text": text}).content.decode()
    assert ("First, at once" in page or "D’abord, tout de suite" in page) is told
    assert 'hx-get="/workbench/tickets/new/gesture"' in sign_in("technician").get(ENTRY).content.decode()
