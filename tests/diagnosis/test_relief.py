"""What confirms that it works again, in people's own words."""

import pytest

from secours.diagnosis.relief import says_it_works


@pytest.mark.parametrize(
    "text",
    [
        "Ça remarche, merci",
        "C’est bon pour moi",
        "Tout est rentré dans l’ordre.",
        "Oui ça fonctionne très bien, merci beaucoup",
        "Problème résolu !",
        "It works again, thank you",
        "All good now",
        "The issue is fixed",
    ],
)
def test_relief(text):
    assert says_it_works(text)


@pytest.mark.parametrize(
    "text",
    [
        "Merci",
        "Ça ne remarche pas",
        "Ça remarche ?",
        "Ça marche mais c’est lent",
        "Toujours en panne",
        "Ce n’est pas résolu",
        "Rien ne sort de l’imprimante depuis ce matin",
        "It works, but only sometimes",
        "It still doesn’t work",
        "Is it fixed?",
        "J’ai redémarré, que dois-je faire",
    ],
)
def test_no_relief(text):
    assert not says_it_works(text)
