"""Long texts are kept on the server as one types: back when the form is opened again, gone when it is sent, never
over what was just refused."""

import re
from html import unescape

import pytest
from tests.web.workbench.conftest import declare

from secours.faults.models import Fault
from secours.tickets.models import Draft
from secours.tickets.operations import erase_message, resolve_ticket

WORDS = "Bac 2 :\n« vidé » & <remis>"

__all__ = ["declare"]


def fields(html):
    """By the address of its draft, what each field of the page says."""
    areas = re.findall(r"<textarea([^>]*data-draft-url[^>]*)>\n?([^<]*)</textarea>", html)
    lines = re.findall(r"<input([^>]*data-draft-url[^>]*)>", html)
    told = [(attributes, text) for attributes, text in areas]
    told += [(one, (re.findall(r' value="([^"]*)"', one) or [""])[0]) for one in lines]
    return {address(one): unescape(text).strip() for one, text in told}


def address(attributes):
    return re.findall(r'data-draft-url="([^"]*)"', attributes)[0]


def shown(browser, page, field):
    html = browser.get(page).content.decode()
    found = [(where, text) for where, text in fields(html).items() if re.search(rf"[./]{field}(:|$)", where)]
    assert len(found) == 1, fields(html)
    return found[0]


@pytest.fixture
def places(declare, scene):
    """The pages with a long text, by their name: whose, where, which field."""
    ticket, solved = declare(), declare()
    resolve_ticket(solved.id, by=scene.enter("technician"), text="Câble remis", confirmed_how="user")
    own = Fault.objects.order_by("number").first()
    desk = f"/workbench/tickets/{ticket.number}"
    scene.enter_system()
    return {
        "entry": ("technician", "/workbench/tickets/new", "text"),
        "what put it right": ("technician", "/workbench/tickets/new", "remedy"),
        "escalation": ("technician", f"{desk}/escalation", "note"),
        "task": ("technician", f"{desk}/tasks", "title"),
        "reopening": ("technician", f"/workbench/tickets/{solved.number}/reopening", "why"),
        "assessment": ("technician", f"{desk}/assessment/?lang=fr&edit=facts", "text"),
        "recommendation": ("technician", f"{desk}/assessment/recommendations", "title"),
        "promotion": ("technician", f"/faults/promotion/{solved.number}", "cause_fr"),
        "new article": ("technician", "/faults/articles/new", "text_fr"),
        "article from a ticket": ("technician", f"/faults/articles/from/{solved.number}", "text_fr"),
        "new fault": ("technician", "/faults/new", "symptoms_fr"),
        "fault": ("supervisor", f"/faults/{own.number}/edit", "symptoms_fr"),
        "standard reply": ("supervisor", "/setup/standard-replies/new", "text_fr"),
        "instructions": ("admin", f"/setup/organisations/{ticket.organisation_id}", "instructions"),
        "question": ("requester", "/portal/", "text"),
        "request": ("requester", "/portal/request/", "what"),
        "not solved": ("requester", f"/portal/tickets/{solved.number}/", "why"),
    }


PLACES = ["entry", "what put it right", "escalation", "task", "reopening", "assessment", "recommendation", "promotion", "new article", "article from a ticket", "new fault", "fault",
          "standard reply", "instructions", "question", "request", "not solved"]  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_it_comes_back_on_another_machine(sign_in, places, name):
    role, page, field = places[name]
    where, before = shown(sign_in(role), page, field)
    assert sign_in(role).post(where, {"text": WORDS}).status_code == 204
    there = sign_in(role)
    _where, text = shown(there, page, field)
    assert text.splitlines() == WORDS.splitlines() or text == WORDS.replace("\n", "")
    assert there.post(where, {"text": ""}).status_code == 204
    assert shown(there, page, field)[1] == before


@pytest.mark.parametrize("name", PLACES)
def test_too_long_it_is_refused_with_a_sentence(sign_in, places, name):
    role, page, field = places[name]
    browser = sign_in(role)
    where, _text = shown(browser, page, field)
    answer = browser.post(where, {"text": "x" * 100_001})
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert "la limite est" in answer.content.decode()
    assert not Draft.objects.exists()


def test_the_conversation_says_it_too(sign_in, declare):
    ticket = declare()
    for role, where in (
        ("technician", f"/workbench/tickets/{ticket.number}/draft"),
        ("requester", f"/portal/tickets/{ticket.number}/draft/"),
    ):
        answer = sign_in(role).post(where, {"text": "x" * 100_001})
        assert answer.status_code == 413
        assert "la limite est" in answer.content.decode()


def test_sent_it_is_gone(sign_in, scene, declare):
    ticket, browser = declare(), sign_in("technician")
    page = f"/workbench/tickets/{ticket.number}/escalation"
    where, _text = shown(browser, page, "note")
    browser.post(where, {"text": "Tout essayé"})
    html = browser.get(page).content.decode()
    team = re.findall(r'<option value="(\d+)"', html)[0]
    assert browser.post(page, {"team": team, "note": "Tout essayé"}).status_code == 302
    assert not Draft.objects.exists()


def test_the_question_sent_is_gone(sign_in):
    browser = sign_in("requester")
    browser.post("/drafts/question.text", {"text": "Écran noir"})
    assert browser.post("/portal/", {"text": "Écran noir"}).status_code == 302
    assert not Draft.objects.exists()


def test_the_request_sent_is_gone(sign_in):
    browser = sign_in("requester")
    browser.post("/drafts/request.what", {"text": "Un écran"})
    assert browser.post("/portal/request/", {"what": "Un écran"}).status_code == 302
    assert not Draft.objects.exists()


def test_what_was_refused_is_what_comes_back(sign_in):
    """The draft is older than what was sent: it is neither shown in its place nor kept after it."""
    browser = sign_in("supervisor")
    page = "/setup/standard-replies/new"
    browser.post("/drafts/setup-standard-replies-new.text_fr", {"text": "Plus vieux"})
    refused = browser.post(page, {"name_fr": "", "text_fr": "Bonjour", "name_en": "", "text_en": ""})
    assert refused.status_code == 422
    assert fields(refused.content.decode())["/drafts/setup-standard-replies-new.text_fr"] == "Bonjour"
    assert "data-kept" not in refused.content.decode()
    assert shown(browser, page, "text_fr")[1] == "Bonjour"
    browser.post(page, {"name_fr": "Accueil", "text_fr": "Bonjour", "name_en": "", "text_en": ""})
    assert not Draft.objects.exists()


def test_nobody_else_reads_it(sign_in):
    sign_in("technician").post("/drafts/entry.text", {"text": "Pour moi"})
    assert shown(sign_in("supervisor"), "/workbench/tickets/new", "text")[1] == ""


@pytest.mark.parametrize("key", ["reply:1", "opening:1", "x", "entry.text:", "é.text", "a.b:1:2"])
def test_a_name_that_no_form_has_is_refused(sign_in, key):
    assert sign_in("technician").post(f"/drafts/{key}", {"text": "x"}).status_code == 404
    assert not Draft.objects.exists()


def test_a_stranger_keeps_nothing(client, db):
    assert client.post("/drafts/entry.text", {"text": "x"}).status_code not in (200, 204)


@pytest.mark.parametrize(
    "page", ["/workbench/tickets/{}/escalation", "/faults/articles/from/{}", "/faults/promotion/{}"]
)
def test_erased_words_leave_the_drafts_of_the_ticket(sign_in, scene, declare, page):
    told = "Mon mot de passe préféré est\nhippocampe 4812, merci de le noter pour moi"
    ticket = declare(text=told)
    message = ticket.messages.get()
    if "/faults/" in page:
        resolve_ticket(ticket.id, by=scene.enter("technician"), text="Câble remis", confirmed_how="user")
    browser = sign_in("technician")
    for where in fields(browser.get(page.format(ticket.number)).content.decode()):
        assert browser.post(where, {"text": f"Elle dit :\n{told}"}).status_code == 204
    scene.enter_system()
    assert Draft.objects.filter(text__contains="4812").exists()
    erase_message(ticket.id, message.id, by=scene.enter("admin"))
    scene.enter_system()
    assert not Draft.objects.filter(text__contains="4812").exists()
