"""A text too long is refused with a sentence and kept whole; nothing is cut without a word."""

import pytest

from secours.tickets.lengths import LONGEST_MESSAGE, LONGEST_TOLD
from secours.tickets.models import Draft, Message
from secours.tickets.operations import declare_ticket

WORDS = "Voici le journal complet. "


def text_of(length):
    return (WORDS * (length // len(WORDS) + 1))[: length - 1] + "."


@pytest.fixture
def ticket(scene):
    ticket = declare_ticket(
        by=scene.enter("requester"), requester=scene.person("requester"), text="Panne de téléphone"
    )
    scene.enter_system()
    return ticket


def test_sixty_thousand_characters_arrive_whole(scene, screen, ticket):
    page = screen().open(f"/portal/tickets/{ticket.number}/")
    text = text_of(60_000)
    page.press(f"/portal/tickets/{ticket.number}/replies/", text=text)
    assert page.response.status_code == 200
    scene.enter_system()
    assert Message.objects.filter(ticket=ticket).last().entry.words.text == text


def test_longer_than_the_limit_is_said_and_kept(scene, screen, ticket):
    page = screen().open(f"/portal/tickets/{ticket.number}/")
    text = text_of(LONGEST_MESSAGE + 1)
    page.press(f"/portal/tickets/{ticket.number}/replies/", text=text)
    assert page.response.status_code == 422
    assert "Ce texte fait 100 001 caractères, la limite est 100 000" in page.text.replace("\u202f", " ")
    assert text in page.html
    scene.enter_system()
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_the_ends_of_lines_count_once(scene, screen, ticket):
    page = screen().open(f"/portal/tickets/{ticket.number}/")
    page.press(f"/portal/tickets/{ticket.number}/replies/", text="a\r\n" * 49_999 + "b")
    assert page.response.status_code == 200


def test_a_draft_is_kept_whole_or_not_at_all(scene, screen, ticket):
    page = screen()
    address = f"/portal/tickets/{ticket.number}/draft/"
    assert page.browser.post(address, {"text": text_of(60_000)}).status_code == 204
    assert page.browser.post(address, {"text": text_of(LONGEST_MESSAGE + 9)}).status_code == 413
    scene.enter_system()
    assert len(Draft.objects.get(key=f"reply:{ticket.number}").text) == 60_000


def test_the_first_words_too_long_come_back(screen):
    text = text_of(LONGEST_TOLD + 5)
    page = screen().open("/portal/").press("/portal/", text=text)
    assert page.response.status_code == 422
    assert text in page.html


@pytest.mark.parametrize(
    ("path", "field", "length"), [("opening", "message", 501), ("handover", "more", LONGEST_TOLD + 1)]
)
def test_answers_too_long_are_said(told, path, field, length):
    page = told("Ça ne marche plus")
    page.press(f"/portal/diagnosis/{page.run_id}/situation/", fault="other")
    if path == "handover":
        page.press(f"/portal/diagnosis/{page.run_id}/opening/", others="no")
    page.press(f"/portal/diagnosis/{page.run_id}/{path}/", **{field: text_of(length)})
    assert page.response.status_code == 422
    assert "Raccourcissez-le" in page.text
    assert text_of(length) in page.html


def test_nothing_in_the_portal_cuts_what_is_pasted(told, screen, ticket):
    page = told("Ça ne marche plus")
    pages = [page.html, page.press(f"/portal/diagnosis/{page.run_id}/situation/", fault="other").html]
    pages += [
        screen().open(address).html
        for address in ("/portal/", "/portal/request/", f"/portal/tickets/{ticket.number}/")
    ]
    assert not [html for html in pages if "maxlength" in html]
