"""What repeats erased words, and what only shares everyday ones with them."""

import pytest

from secours.lib.quotes import quotes, without_quotes

SECRET = "Mon mot de passe zygomatique est hippocampe quarante-deux, merci de le noter pour moi"
COURTESY = "Je vous remercie par avance pour votre aide et vous souhaite une bonne journée"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SECRET, SECRET),
        ("MON MOT DE PASSE ZYGOMATIQUE EST HIPPOCAMPE QUARANTE DEUX", SECRET),
        ("Mon mot de passe zygomatique…", SECRET),
        ("le mot de passe est hippocampe42", "Bonjour, le mot de passe est hippocampe42. Merci"),
        ("Fait", "Fait"),
    ],
)
def test_a_quotation(text, words):
    assert quotes(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Je passe demain. {COURTESY}", f"Écran noir. {COURTESY}"),
        ("mon ordinateur ne s’allume", "Bonjour, mon ordinateur ne s’allume plus du tout"),
        ("Compte", "Compte bloqué depuis hier"),
        ("", SECRET),
        (SECRET, " "),
    ],
)
def test_no_quotation(text, words):
    assert not quotes(text, words)


def test_sentences_that_quote_go_and_the_others_stay():
    assert without_quotes(f"Lu. Elle écrit : {SECRET}. À demain.", SECRET) == "Lu. À demain."


def test_a_quotation_over_several_sentences_takes_those_only():
    words = "Le code est zygomatique. Il sert le lundi. Gardez-le."
    assert without_quotes(f"J’ai appelé. {words} Elle rappelle.", words) == "J’ai appelé. Elle rappelle."
