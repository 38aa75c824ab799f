"""Answers written for everyone are offered to whom their words recall, in their language or the other."""

import pytest

from secours.diagnosis.models import Run
from secours.faults.models import Fault, Occurrence
from secours.faults.operations import record_article, review_article
from secours.faults.recall.past import place_articles
from secours.journal.models import Entry
from secours.web.portal.matches import articles_for


def reviewed(scene, **words):
    by = scene.enter("technician")
    return review_article(record_article(by=by, **words).id, by=by)


@pytest.mark.xdist_group("meaning")
@pytest.mark.parametrize("text", ["j’ai oublié mon mot de passe", "I forgot my password"])
def test_the_words_recall_an_answer(scene, meaning, text):
    answers = [
        ("Changer son mot de passe", "Ouvrez le portail des comptes."),
        ("Réserver une salle", "Par l’agenda."),
    ]
    wanted, _other = [reviewed(scene, title_fr=title, text_fr=said) for title, said in answers]
    for_staff = reviewed(
        scene, audience="staff", title_fr="Changer le mot de passe d’un autre", text_fr="Ainsi."
    )
    place_articles()
    offered = [one["id"] for one in articles_for(scene.enter("requester"), Run(text=text), [])]
    assert offered == [wanted.id]
    assert for_staff.id not in offered


@pytest.fixture
def met(scene, told):
    """A person who describes their trouble, and the article of its situation: (page, article)."""
    fault = Fault.objects.get(code="prn.no_output", organisation=None)
    article = reviewed(
        scene, title_fr="Vider la file", text_fr="1. Ouvrez la file\n2. Effacez", title_en="Empty it",
        text_en="Erase", fault_id=fault.id,
    )  # fmt: skip
    return told("L’imprimante du couloir n’imprime plus du tout", "requester"), article


def test_what_helped_closes_the_matter_as_solved_by_oneself(scene, met):
    page, article = met
    run_id = page.run_id
    assert f"/portal/articles/{article.id}/?run={run_id}" in page.html
    page.open(f"/portal/articles/{article.id}/?run={run_id}")
    assert "<ol><li>Ouvrez la file</li><li>Effacez</li></ol>" in page.html
    page.press(f"/portal/diagnosis/{run_id}/articles/{article.id}/", helped="yes")
    assert "Ça remarche, c’est noté" in page.text
    assert "L’article « Vider la file » a suffi." in page.text
    scene.enter_system()
    run = Run.objects.get(id=run_id)
    assert (run.state, run.ticket.state) == (Run.State.SOLVED, "closed")
    assert Occurrence.objects.get(ticket=run.ticket).fault_id == article.fault_id
    assert answers_of(run_id) == [{"article": article.id, "helped": True}]


def test_what_did_not_help_is_kept_and_the_diagnosis_goes_on(scene, met):
    page, article = met
    run_id = page.run_id
    page.open(f"/portal/articles/{article.id}/?run={run_id}")
    page.press(f"/portal/diagnosis/{run_id}/articles/{article.id}/", helped="no")
    assert page.address == f"/portal/diagnosis/{run_id}/"
    assert "Est-ce que c’est ça ?" in page.text
    scene.enter_system()
    assert Run.objects.get(id=run_id).state == Run.State.OPEN
    assert answers_of(run_id) == [{"article": article.id, "helped": False}]


def test_nothing_is_asked_of_whoever_reads_it_outside_a_diagnosis_of_theirs(scene, met, sign_in):
    page, article = met
    for browser, query in ((sign_in("requester"), ""), (sign_in("colleague"), f"?run={page.run_id}")):
        html = browser.get(f"/portal/articles/{article.id}/{query}").content.decode()
        assert "Vider la file" in html or "Empty it" in html
        assert 'name="helped"' not in html


def answers_of(run_id):
    kept = Entry.objects.filter(subject_kind="run", subject_id=run_id, kind="run.article_answered")
    return [entry.data for entry in kept]
