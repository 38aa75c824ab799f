"""Oversight from the outside: who may enter, where each figure leads, what is taken away."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from secours.cli.demo.clock import at
from secours.diagnosis.operations import recommend
from secours.people.models import Account
from secours.tickets.operations import add_task, declare_ticket
from secours.web.oversight.spreadsheet import harmless

PAGES = [
    "/oversight/",
    "/oversight/recurring",
    "/oversight/calibration",
    "/oversight/tickets?figure=late",
    "/oversight/tickets.csv?figure=late",
]


@pytest.fixture
def late(scene: Any) -> Any:
    with at(timezone.now() - timedelta(days=20)):
        return declare_ticket(
            by=scene.enter_system(),
            requester=scene.person("requester"),
            text='=HYPERLINK("x")',
            title='=HYPERLINK("x")',
        )


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("role", ["supervisor", "manager", "admin"])
def test_those_who_run_the_support_enter(sign_in: Any, late: Any, role: str, url: str) -> None:
    assert sign_in(role).get(url).status_code == 200


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("role", ["technician", "mission", "requester", "client", "outsider"])
def test_others_are_told_why_not(sign_in: Any, late: Any, role: str, url: str) -> None:
    answer = sign_in(role).get(url)
    assert answer.status_code == 403
    assert late.label not in answer.content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_a_stranger_signs_in_first(client: Any, db: None, url: str) -> None:
    assert client.get(url).status_code == 302


def test_each_figure_leads_to_its_tickets(sign_in: Any, late: Any) -> None:
    browser = sign_in("supervisor")
    page = browser.get("/oversight/").content.decode()
    kpis = re.findall(r'<a class="kpi" href="([^"]*)">.*?<span class="v">([^<]*)</span>', page, re.S)
    assert [value for _url, value in kpis[:2]] == ["1", "1"]
    for url, value in kpis[:4]:
        listed = browser.get(unescape(url)).content.decode()
        assert (late.title.split("(")[0] in unescape(listed)) == (value == "1"), url
    assert len(kpis) == 6


def test_late_tasks_lead_to_their_list(sign_in: Any, scene: Any) -> None:
    by, today = scene.enter("supervisor"), timezone.localdate()
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Écran noir")
    other = declare_ticket(by=by, requester=scene.person("outsider"), text="Souris morte")
    recommend(ticket.id, by=by, title="Passer au pilote v4", due_on=today - timedelta(days=2))
    add_task(ticket.id, by=by, title="Voir demain", due_on=today + timedelta(days=1))
    add_task(other.id, by=by, title="Rappeler la mairie", due_on=today - timedelta(days=1))
    browser = sign_in("supervisor")
    hospital = ticket.organisation_id
    for query, count, open_ones in (("", "2", 3), (f"?organisation={hospital}", "1", 2)):
        page = browser.get(f"/oversight/{query}").content.decode()
        url, value, note = re.findall(
            r'<a class="kpi" href="([^"]*)">.*?<span class="v">([^<]*)</span><span class="xs dim">([^<]*)<',
            page,
            re.S,
        )[5]
        assert (value, note) == (count, f"sur {open_ones} ouvertes")
        listed = browser.get(unescape(url)).content.decode()
        assert "Passer au pilote v4" in listed
        assert "Voir demain" not in listed
        assert ("Rappeler la mairie" in listed) == (count == "2")


def test_every_address_of_the_page_answers(sign_in: Any, late: Any) -> None:
    browser = sign_in("supervisor")
    page = browser.get("/oversight/?days=90").content.decode()
    own = {unescape(url) for url in re.findall(r'href="(/oversight/[^"]*)"', page)}
    assert len(own) > 10
    assert {url: browser.get(url).status_code for url in own} == dict.fromkeys(own, 200)


def test_nobody_is_ranked(sign_in: Any, scene: Any, late: Any) -> None:
    from secours.tickets.operations import assign_ticket

    assign_ticket(late.id, by=scene.enter("supervisor"), person_id=scene.person("technician").id)
    page = sign_in("manager").get("/oversight/").content.decode()
    assert "Inès Lambert" not in page


@pytest.mark.parametrize("days", ["", "7", "999", "x", "90"])
@pytest.mark.parametrize("organisation", ["", "1", "99999999", "x", "9" * 40])
def test_what_is_asked_wrongly_still_answers(sign_in: Any, late: Any, days: str, organisation: str) -> None:
    told = f"?days={days}&organisation={organisation}&week=2026-99-99&after=x&target=%00"
    browser = sign_in("supervisor")
    for url in ("/oversight/", "/oversight/tickets"):
        assert browser.get(url + told).status_code == 200


def test_organisation_filters_every_figure(sign_in: Any, scene: Any, late: Any) -> None:
    other = scene.person("outsider").organisation_id
    page = sign_in("supervisor").get(f"/oversight/?organisation={other}").content.decode()
    assert late.label not in page
    assert 'class="v">0<' in page


def test_a_title_never_becomes_a_formula(sign_in: Any, late: Any) -> None:
    answer = sign_in("supervisor").get("/oversight/tickets.csv?figure=late")
    text = answer.content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert (head[0], row[0], row[1]) == ("Numéro", late.label, '\'=HYPERLINK("x")')


@pytest.mark.parametrize("bad", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "\r=1", "|x", "%0"])
def test_formulas_are_disarmed(bad: str) -> None:
    assert harmless(bad) == f"'{bad}"


def test_words_and_numbers_stay_as_they_are() -> None:
    assert [harmless(value) for value in ("Été", 12, -3, None, "a=b")] == ["Été", "12", "-3", "", "a=b"]


@pytest.mark.parametrize("name", ["tickets", "situations", "devices", "models", "teams", "promises"])
def test_each_list_is_exported(sign_in: Any, late: Any, name: str) -> None:
    answer = sign_in("manager").get(f"/oversight/{name}.csv?days=90&figure=late")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len({len(row) for row in rows}) == 1


def test_an_unknown_list_does_not_exist(sign_in: Any) -> None:
    assert sign_in("manager").get("/oversight/people.csv").status_code == 404


def test_it_reads_in_english(sign_in: Any, late: Any) -> None:
    Account.objects.filter(email="manager@demo.example").update(language="en")
    browser = sign_in("manager")
    page = browser.get("/oversight/").content.decode()
    assert "Load per team" in page
    assert "Charge par équipe" not in page
    assert (
        browser.get("/oversight/tickets.csv?figure=late")
        .content.decode("utf-8-sig")
        .startswith("Number,Subject")
    )


def test_pages_cost_the_same_however_many_tickets(sign_in: Any, scene: Any, late: Any) -> None:
    browser = sign_in("supervisor")

    def cost(url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as seen:
            browser.get(url)
        return len(seen)

    urls = ["/oversight/", "/oversight/recurring", "/oversight/calibration", "/oversight/tickets?figure=late"]
    before = [cost(url) for url in urls]
    with at(timezone.now() - timedelta(days=15)):
        for _number in range(12):
            declare_ticket(by=scene.enter_system(), requester=scene.person("outsider"), text="En panne")
    assert [cost(url) for url in urls] == before
