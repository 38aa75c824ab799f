"""Who may open what: a stranger, a colleague, a client contact, staff, nobody."""

import pytest

from secours.tickets.operations import reply_to_ticket, resolve_ticket


@pytest.fixture
def sent(scene, told):
    """A ticket of the requester, its run, and a note and an answer of the technician."""
    from secours.tickets.models import Ticket

    page = told("L’imprimante n’imprime plus")
    run = page.run_id
    page.press(f"/portal/diagnosis/{run}/handover/")
    by = scene.enter("technician")
    ticket = Ticket.objects.order_by("-number").first()
    reply_to_ticket(ticket.id, by=by, text="Attention, VIP difficile", internal=True)
    reply_to_ticket(ticket.id, by=by, text="Je passe à 15:00")
    scene.enter_system()
    return ticket, run


@pytest.mark.parametrize("role", ["outsider", "colleague"])
def test_others_get_404_on_the_ticket_and_the_run(sent, screen, role):
    ticket, run = sent
    page = screen(role)
    assert page.open(f"/portal/tickets/{ticket.number}/").response.status_code == 404
    assert page.open(f"/portal/diagnosis/{run}/").response.status_code == 404
    for address in ("replies", "reopening", "closing", "cancellation"):
        answer = page.browser.post(f"/portal/tickets/{ticket.number}/{address}/", {"text": "x", "why": "x"})
        assert answer.status_code == 404
    for address in (
        "situation",
        "opening",
        "findings",
        "attempts",
        "solution",
        "handover",
        "files",
        "departure",
    ):
        assert page.browser.post(f"/portal/diagnosis/{run}/{address}/").status_code == 404


def test_a_technician_has_the_run_from_the_ticket_only(sent, screen):
    _ticket, run = sent
    assert screen("technician").open(f"/portal/diagnosis/{run}/").response.status_code == 404


def test_notes_are_never_shown(sent, screen):
    ticket, _run = sent
    for role in ("requester", "client"):
        page = screen(role).open(f"/portal/tickets/{ticket.number}/")
        assert "Je passe à 15:00" in page.text
        assert "VIP difficile" not in page.html


def test_the_client_contact_lists_the_organisation(sent, screen):
    ticket, _run = sent
    page = screen("client").open("/portal/tickets/?whose=organisation")
    assert ticket.title in page.text
    assert "Claire Morvan" in page.text
    assert ticket.title in page.open("/portal/tickets/?whose=organisation&q=imprimante&state=all").text
    assert ticket.title not in page.open("/portal/tickets/?whose=organisation&q=zebre").text


def test_the_wide_list_is_the_client_contacts_alone(sent, screen):
    ticket, _run = sent
    assert ticket.title not in screen("colleague").open("/portal/tickets/?whose=organisation").text
    assert (
        ticket.title not in screen("outsider").open("/portal/tickets/?whose=organisation&q=imprimante").text
    )


def test_nobody_is_led_to_the_door(client, scene):
    assert client.get("/portal/").url.startswith("/account/login/")
    assert client.get("/portal/tickets/1/").url.startswith("/account/login/")


def test_a_text_typed_after_the_session_ended_is_given_back(client, scene):
    answer = client.post("/portal/", {"text": "Une phrase que j’ai mis du temps à écrire"})
    assert answer.status_code == 403
    assert "Une phrase que j’ai mis du temps à écrire" in answer.content.decode()


def test_a_known_incident_shows_the_teams_words_only_to_who_follows(scene, screen, sent):
    from secours.tickets.operations import change_ticket

    ticket, _run = sent
    change_ticket(ticket.id, by=scene.enter("technician"), is_known_incident=True)
    page = screen("colleague").open("/portal/")
    assert "This affects me too" in page.text
    page.press(f"/portal/incidents/{ticket.number}/affected/")
    assert page.address == f"/portal/tickets/{ticket.number}/"
    assert "Je passe à 15:00" in page.text
    assert "VIP difficile" not in page.html
    assert page.response.context["ticket"].affected_count == 2
    first = "Claire Morvan"
    assert first not in page.text
    page.press(f"/portal/incidents/{ticket.number}/affected/")
    assert page.response.context["ticket"].affected_count == 2
    assert screen("outsider").open("/portal/").text.count("imprimante n’imprime plus") == 0


def test_an_incident_of_another_client_cannot_be_joined(scene, screen, sent):
    from secours.tickets.operations import change_ticket

    ticket, _run = sent
    change_ticket(ticket.id, by=scene.enter("technician"), is_known_incident=True)
    answer = screen("outsider").browser.post(f"/portal/incidents/{ticket.number}/affected/")
    assert answer.status_code == 404


def test_solved_is_confirmed_or_reopened_with_a_reason(scene, screen, sent):
    ticket, _run = sent
    resolve_ticket(ticket.id, by=scene.enter("technician"), text="Bac rechargé")
    page = screen().open(f"/portal/tickets/{ticket.number}/")
    assert "Bac rechargé" in page.text
    page.press(f"/portal/tickets/{ticket.number}/reopening/", why=" ")
    assert page.response.status_code == 422
    page.press(f"/portal/tickets/{ticket.number}/reopening/", why="La page sort blanche")
    assert "La page sort blanche" in page.text
    assert page.response.context["ticket"].is_open
    resolve_ticket(ticket.id, by=scene.enter("technician"))
    page.open(f"/portal/tickets/{ticket.number}/").press(f"/portal/tickets/{ticket.number}/closing/")
    assert page.response.context["ticket"].state == "closed"


@pytest.mark.parametrize(("text", "is_open"), [("Merci beaucoup !", False), ("Toujours rien 😢", True)])
def test_a_message_on_a_solved_ticket_reopens_it_unless_it_is_thanks(scene, screen, sent, text, is_open):
    ticket, _run = sent
    resolve_ticket(ticket.id, by=scene.enter("technician"), text="Bac rechargé")
    page = screen().open(f"/portal/tickets/{ticket.number}/")
    page.press(f"/portal/tickets/{ticket.number}/replies/", text=text)
    assert page.response.context["ticket"].is_open is is_open
    assert page.text.count(text) == 1


def test_cancelling(scene, screen, sent):
    ticket, _run = sent
    page = screen().open(f"/portal/tickets/{ticket.number}/")
    page.press(f"/portal/tickets/{ticket.number}/cancellation/")
    assert "annulé" in page.text
    assert page.response.context["ticket"].closure == "cancelled"
