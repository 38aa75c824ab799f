"""What is offered while one types is what the next page offers, in the same order."""

import re
from html import unescape

import pytest


def offered(page, words):
    page.response = page.browser.get("/portal/suggestions/", {"text": words}, headers={"HX-Request": "true"})
    return re.findall(r'name="fault" value="(\d+)"', page.html)


@pytest.mark.parametrize(
    "words",
    [
        "l’imprimante n’imprime plus",
        "écran noir ce matin",
        "mon ordinateur rame depuis la mise à jour",
        "impossible d’envoyer un mail avec une pièce jointe",
        "le wifi coupe dans la salle de réunion",
        "my password expired and I cannot sign in",
        "Teams: nobody hears me",
        "xyzzy",
    ],
)
def test_the_likeliest_does_not_move(screen, words):
    page = screen().open("/portal/")
    hints = offered(page, words)
    page.open("/portal/").press("/portal/", text=words)
    choices = [choice for choice in page.choices() if choice.isdigit()]
    assert hints == [choice for choice in choices if choice in hints]
    if hints and not page.response.context["is_unsure"]:
        assert hints == choices


def test_one_word_is_enough(screen):
    page = screen().open("/portal/")
    assert offered(page, "imprimante")
    assert "imprim" in unescape(page.html).lower()
