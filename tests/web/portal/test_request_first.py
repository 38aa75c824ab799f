"""Who asks for something new is offered a request first."""

import pytest

from secours.diagnosis.wishes import sounds_like_request


@pytest.mark.parametrize(
    "text",
    [
        "je voudrais un deuxième écran",
        "J’aurais besoin de Photoshop",
        "I would like a second screen",
        "can I get a new mouse?",
    ],
)
def test_a_request_is_offered_first(told, text):
    assert told(text).choices()[0] == "request"


@pytest.mark.parametrize(
    "text",
    [
        "Mon écran ne s’allume plus, j’ai besoin de travailler",
        "Je voudrais que l’imprimante remarche",
        "J’ai besoin d’aide",
        "I need help, my screen is broken",
    ],
)
def test_a_breakdown_is_no_request(text):
    assert not sounds_like_request(text)
