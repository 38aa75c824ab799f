"""A form sent twice acts once."""

from django.test import Client

from secours.diagnosis.models import Run
from secours.people.models import Account
from secours.tickets.models import Message, Ticket


def test_the_question_sent_twice_starts_one_run(scene, screen):
    page = screen().open("/portal/")
    hidden = page.hidden("/portal/")
    answers = [page.browser.post("/portal/", {**hidden, "text": "Plus de réseau"}) for _ in range(2)]
    assert answers[0].url == answers[1].url
    scene.enter_system()
    assert Run.objects.filter(text="Plus de réseau").count() == 1


def test_sending_twice_makes_one_ticket(scene, told):
    page = told("Plus de réseau sur mon poste")
    address = f"/portal/diagnosis/{page.run_id}/handover/"
    hidden = page.hidden(address)
    answers = [page.browser.post(address, hidden) for _ in range(2)]
    scene.enter_system()
    assert Ticket.objects.filter(title__startswith="Plus de réseau sur mon poste").count() == 1
    assert all(answer.status_code == 302 for answer in answers)


def test_a_request_sent_twice_makes_one_ticket(scene, screen):
    page = screen().open("/portal/request/")
    hidden = page.hidden("/portal/request/")
    answers = [page.browser.post("/portal/request/", {**hidden, "what": "Un second écran"}) for _ in range(2)]
    assert answers[0].url == answers[1].url
    scene.enter_system()
    assert Ticket.objects.filter(title="Un second écran").count() == 1


def test_a_reply_sent_twice_is_one_message(scene, told):
    page = told("Plus de réseau")
    page.press(f"/portal/diagnosis/{page.run_id}/handover/")
    address = f"{page.address}replies/"
    hidden = page.hidden(address)
    for _ in range(2):
        page.browser.post(address, {**hidden, "text": "Toujours rien"})
    scene.enter_system()
    assert Message.objects.filter(entry__words__text="Toujours rien").count() == 1


def test_without_its_token_a_form_is_refused_by_csrf(scene):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(
        Account.objects.get(email="requester@demo.example"),
        backend="secours.web.accounts.AccountBackend",
    )
    answer = browser.post("/portal/", {"text": "Un texte à garder"})
    assert answer.status_code == 403
    scene.enter_system()
    assert not Run.objects.filter(text="Un texte à garder").exists()
