"""The assessment is offered to who may read it, from the page of the ticket."""

import pytest

from secours.diagnosis.operations import write_assessment
from secours.tickets.operations import declare_ticket, resolve_ticket


@pytest.fixture
def solved(scene):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Réseau coupé")
    resolve_ticket(ticket.id, by=by, text="Câble remplacé")
    scene.enter_system()
    return ticket


def links(page):
    return [line.split('"')[0] for line in page.html.split('href="')[1:] if ".pdf" in line.split('"')[0]]


def test_the_contact_of_the_organisation_downloads_it_in_both_languages(scene, screen, solved):
    page = screen("client").open(f"/portal/tickets/{solved.number}/")
    assert links(page) == []  # not written yet
    write_assessment(solved.id, by=scene.enter("technician"))
    scene.enter_system()
    page.open(f"/portal/tickets/{solved.number}/")
    assert [link.rpartition("/")[2] for link in links(page)] == ["fr.pdf", "en.pdf"]
    for link in links(page):
        answer = page.browser.get(link)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_no_link_leads_to_a_refusal(scene, screen, solved):
    write_assessment(solved.id, by=scene.enter("technician"))
    scene.enter_system()
    page = screen("requester").open(f"/portal/tickets/{solved.number}/")
    assert page.response.status_code == 200
    assert links(page) == []
    assert page.browser.get(f"/workbench/tickets/{solved.number}/assessment/fr.pdf").status_code == 403
