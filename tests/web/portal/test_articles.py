"""Answers written for everyone are offered to whom their words recall, in their language or the other."""

import pytest

from secours.diagnosis.models import Run
from secours.faults.choices import ReviewState
from secours.faults.models import Article
from secours.faults.recall.past import place_articles
from secours.web.portal.matches import articles_for

pytestmark = pytest.mark.xdist_group("meaning")


@pytest.mark.parametrize("text", ["j’ai oublié mon mot de passe", "I forgot my password"])
def test_the_words_recall_an_answer(scene, meaning, text):
    answers = [
        ("Changer son mot de passe", "Ouvrez le portail des comptes."),
        ("Réserver une salle", "Par l’agenda."),
    ]
    wanted, _other = [
        Article.objects.create(state=ReviewState.REVIEWED, title_fr=title, text_fr=said)
        for title, said in answers
    ]
    for_staff = Article.objects.create(
        state=ReviewState.REVIEWED, audience="staff", title_fr="Changer le mot de passe d’un autre"
    )
    place_articles()
    offered = [one["id"] for one in articles_for(scene.enter("requester"), Run(text=text), [])]
    assert offered == [wanted.id]
    assert for_staff.id not in offered
