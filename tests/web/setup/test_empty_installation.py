"""An installation without any account, walked page by page by HTTP, from its first page to its first ticket."""

import re
import threading
import time

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from secours.cli.installation import install
from secours.people.actor import acting, actor_of_account
from secours.people.errors import Refused
from secours.people.models import Account, Organisation, Person
from secours.people.operations import found_installation
from secours.tickets.access import tickets_visible_to
from secours.tickets.operations import declare_ticket

_GUARDED = ("journal_entry", "journal_entrytext")
PASSWORD = "une phrase bien longue"
FIRST = {
    "organisation_name": "Hôpital des Vallées",
    "name": "Nadia Keller",
    "email": "Nadia@Vallees.example",
    "password": PASSWORD,
    "language": "fr",
}


@pytest.fixture
def empty(scene):
    """The database as `secours migrate` leaves it: the cast and everything of theirs is taken away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(_tables_of_data(cursor))}")
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET ROLE secours_app")
    assert install()
    return scene


def _tables_of_data(cursor):
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ "
        "'^(journal|people|service_levels|equipment|tickets|faults|diagnosis|channels|account|mfa|socialaccount)_'"
    )
    return [row[0] for row in cursor.fetchall()]


def words(response):
    return response.content.decode()


def ring(response):
    return re.search(r"<b>(\d) sur (\d)</b>", words(response)).groups()


def test_from_the_first_page_to_the_first_ticket(empty, django_capture_on_commit_callbacks):
    administrator = _first_administrator()
    _organisation_and_site(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        links = _team_is_invited(administrator)
    _invitations_are_mailed(links)
    _invited_technician_signs_in(administrator, links[0])
    _hours_are_read(administrator)
    person = _client_and_person(administrator)
    _accepts_and_declares(administrator, person)


def _first_administrator():
    browser = Client()
    assert browser.get("/")["Location"] == "/setup/first"
    assert browser.get("/setup/first").status_code == 200
    refused = browser.post("/setup/first", {**FIRST, "password": "azerty", "email": "nadia@"})
    assert refused.status_code == 422
    assert 'value="Hôpital des Vallées"' in words(refused)
    assert "Cette adresse n’est pas complète." in words(refused)
    made = browser.post("/setup/first", FIRST)
    assert (made.status_code, made["Location"]) == (302, "/setup/")
    checklist = browser.get("/setup/")
    assert ring(checklist) == ("2", "8")  # the organisation has its name, the team its first member
    assert "Hôpital des Vallées" in words(checklist)
    assert Client().get("/setup/first").status_code == 404
    assert Client().post("/setup/first", FIRST).status_code == 404
    return browser


def _organisation_and_site(browser):
    own = Organisation.objects.get(is_provider=True)
    page = browser.get(f"/setup/organisations/{own.id}")
    values = {
        "name": own.name, "language": "fr", "urgent_phone": "3000", "instructions": "Ne jamais éteindre la pompe.",
        "escalation_minutes": "60", "user_checks": "3", "user_remedies": "2", "quiet_days": "7", "grace_days": "5",
    }  # fmt: skip
    assert page.status_code == 200
    assert browser.post(f"/setup/organisations/{own.id}", values).status_code == 302
    site = {
        "organisation": own.id,
        "name": "Les Tilleuls",
        "address": "1 rue des Tilleuls",
        "time_zone": "Europe/Paris",
        "country": "FR",
    }
    led = words(browser.get("/setup/people"))
    assert re.search(r"Il manque 5 étapes.*?Ensuite\u00a0: Sites et lieux.*?href=\"/setup/sites\"", led)
    for here in ("/setup/sites", "/setup/sites/new"):  # here one does what is missing
        assert "Il manque" not in words(browser.get(here))
    made = browser.post("/setup/sites/new", site)
    assert made.status_code == 302
    place = {
        "name": "Pédiatrie",
        "kind": "ward",
        "criticality": "2",
        "periods": "1-7 14:00-14:30 relève / handover",
    }
    assert browser.post(f"{made['Location']}/places/new", place).status_code == 302
    assert ring(browser.get("/setup/")) == ("4", "8")


def _team_is_invited(browser):
    lines = "Inès Lambert <ines@vallees.example>\nkarim.benali@vallees.example"
    team = re.search(r'<option value="(\d+)" selected>', words(browser.get("/setup/invitations"))).group(1)
    sent = browser.post("/setup/invitations", {"addresses": lines, "role": "technician", "team": team})
    assert sent.status_code == 201
    links = re.findall(r'value="http://[^"/]+(/setup/invitations/[\w-]+)"', words(sent))
    assert len(links) == 2
    return links


def _invitations_are_mailed(links):
    until = time.monotonic() + 5
    while len(mail.outbox) < len(links) and time.monotonic() < until:
        time.sleep(0.01)
    assert len(mail.outbox) == len(links)
    assert mail.outbox[0].subject == "Votre compte dans Secours"
    assert links[0] in mail.outbox[0].body


def _invited_technician_signs_in(browser, link):
    assert link not in words(browser.get("/setup/invitations"))
    assert ring(browser.get("/setup/")) == ("5", "8")
    technician = Client()
    assert technician.post(link, {"password": PASSWORD})["Location"] == "/"
    assert technician.get("/")["Location"] == "/workbench/"


def _hours_are_read(browser):
    page = words(browser.get("/setup/hours"))
    values = dict(re.findall(r'<input type="(?:text|number)" name="(\w+)"[^>]*? value="([^"]*)"', page))
    values |= {"time_zone": "Europe/Paris", "closed_days": "2026-12-24"}
    assert browser.post("/setup/hours", {**values, "day_0": "18:00-08:00"}).status_code == 422
    assert browser.post("/setup/hours", values).status_code == 302
    checklist = browser.get("/setup/")
    assert ring(checklist) == ("6", "8")
    assert "Lundi à vendredi" in words(checklist)


def _client_and_person(browser):
    made = browser.post(
        "/setup/organisations/new", {"name": "Mairie d’Aulnes", "language": "fr", "urgent_phone": ""}
    )
    organisation_id = int(made["Location"].rpartition("=")[2])
    first_site = words(browser.get(made["Location"]))
    assert f'<option value="{organisation_id}" selected>Mairie d’Aulnes' in first_site
    fields = {
        "organisation": organisation_id,
        "name": "Hugo Blanc",
        "kind": "person",
        "email": "hugo@aulnes.example",
        "language": "fr",
    }
    return browser.post("/setup/people/new", fields)["Location"]


def _accepts_and_declares(browser, person_url):
    invited = browser.post(f"{person_url}/invitation")
    assert invited.status_code == 201
    link = re.search(r'value="http://[^"/]+(/setup/invitations/[\w-]+)"', words(invited)).group(1)
    guest = Client()
    assert guest.post(link, {"password": "azerty"}).status_code == 422
    assert guest.post(link, {"password": PASSWORD}).status_code == 302
    assert Client().post(link, {"password": "une autre phrase longue"}).status_code == 410
    account = Account.objects.get(email="hugo@aulnes.example")
    with acting(actor_of_account(account.id)) as by:
        requester = Person.objects.get(id=by.person_id)
        ticket = declare_ticket(by=by, requester=requester, text="L’imprimante est en panne")
    checklist = words(browser.get("/setup/"))
    assert f"T-{ticket.number}" in checklist
    assert ring(browser.get("/setup/")) == ("7", "8")  # no mailbox was connected
    with acting(actor_of_account(Account.objects.get(email="nadia@vallees.example").id)) as reader:
        assert tickets_visible_to(reader).filter(id=ticket.id).exists()


def test_what_is_there_first_is_named_in_the_founder_s_language(empty):
    browser = Client()
    browser.post("/setup/first", {**FIRST, "language": "en"})
    assert "Head office" in words(browser.get("/setup/sites"))
    assert "Service desk" in words(browser.get("/setup/teams"))
    assert "Siège" not in words(browser.get("/setup/sites"))


def test_a_team_that_holds_everyone_leads_to_invitations(empty):
    browser = Client()
    browser.post("/setup/first", FIRST)
    team = re.search(r'href="(/setup/teams/\d+)"', words(browser.get("/setup/teams"))).group(1)
    page = words(browser.get(team))
    assert "en sont déjà" in page
    assert 'name="person"' not in page


def test_the_second_of_two_first_administrators_is_refused(empty):
    by = empty.enter_system()
    fields = dict(FIRST)
    found_installation(by=by, **fields)
    with pytest.raises(Refused) as refusal:
        found_installation(by=by, **{**fields, "email": "other@vallees.example"})
    assert refusal.value.code == "already_founded"


def test_two_at_once_wait_for_each_other(empty):
    """The lock is taken before the look: while one transaction holds it, another one cannot look."""
    found_installation(by=empty.enter_system(), **FIRST)
    taken = []
    other = threading.Thread(target=_try_the_lock, args=(taken,))
    other.start()
    other.join(5)
    assert taken == [False]


def _try_the_lock(taken):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('secours first administrator'))")
            taken.append(cursor.fetchone()[0])
    finally:
        connection.close()
