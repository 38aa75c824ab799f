"""How a diagnosis begins, and what is never asked because the person said it."""

import pytest

from secours.diagnosis.opening import answers_in_text, opening_questions
from secours.diagnosis.operations import answer_opening, choose_situation, start_run
from secours.journal.models import Entry
from secours.people.errors import NotAllowed, Refused


def keys(run):
    return [question.key for question in opening_questions(run)]


def test_all_five_questions_when_the_text_tells_nothing(diagnosis):
    _by, run = diagnosis.run(text="L’imprimante n’imprime plus")
    assert keys(run) == ["others", "since", "message", "where", "stops"]


def test_what_the_text_tells_is_not_asked(diagnosis):
    text = (
        "Toute l’équipe est touchée depuis ce matin, on ne peut plus travailler. "
        "L’écran dit « Erreur du spouleur 0x00000006 », bureau 12."
    )
    _by, run = diagnosis.run(text=text)
    assert keys(run) == []
    assert run.opening["others"] == "yes"
    assert run.opening["message"] == "Erreur du spouleur 0x00000006"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nobody can print since this morning", {"others": "yes", "since": "since this morning"}),
        ("Only me, since the update", {"others": "no", "since": "since the update"}),
        ("Je suis bloquée, je suis la seule", {"others": "no", "stops": "yes"}),
        ("Mes collègues aussi, pas urgent", {"others": "yes", "stops": "partly"}),
        ("Plus de réseau depuis hier soir, bureau 214", {"since": "depuis hier soir", "where": "bureau 214"}),
        ("Wi-Fi drops, I am working from home", {"where": "working from home"}),
        ("Je ne peux pas me connecter depuis le VPN", {}),
        ("The queue is stuck and a document is blocked", {}),
        ("Since the printer is offline I use another one", {}),
        ("Une file bloquée", {}),
    ],
)
def test_a_rule_that_is_not_sure_says_nothing(text, told):
    assert answers_in_text(text) == told


def test_answers_are_kept_and_not_asked_again(diagnosis):
    by, run = diagnosis.run()
    run = answer_opening(run.id, by=by, answers={"others": "yes", "since": "", "stops": "no"})
    assert keys(run) == []
    assert (run.opening["others"], run.opening["stops"]) == ("yes", "no")
    assert "since" not in run.opening


def test_the_place_known_is_suggested(diagnosis):
    _by, run = diagnosis.run()
    where = next(question for question in opening_questions(run) if question.key == "where")
    assert where.suggested == "Saint-Luc, Pédiatrie, bât. B, 2e"


def test_nobody_starts_for_somebody_else_but_staff(diagnosis, scene):
    by = scene.enter("requester")
    with pytest.raises(NotAllowed):
        start_run(by=by, person=scene.person("colleague"), text="Panne")
    technician = scene.enter("technician")
    run = start_run(by=technician, person=scene.person("requester"), text="Panne", channel="phone")
    assert (run.person.name, run.channel) == ("Claire Morvan", "phone")


def test_a_situation_of_another_organisation_is_refused(diagnosis, scene):
    scene.enter_system()
    foreign = diagnosis.fault()
    foreign.pk, foreign.number, foreign.organisation = None, 999_999, scene.person("outsider").organisation
    foreign.save(force_insert=True)
    technician = scene.enter("technician")
    run = start_run(by=technician, person=scene.person("requester"), text="Panne")
    with pytest.raises(Refused):
        choose_situation(run.id, by=technician, fault_id=foreign.id)


def test_something_else_forces_no_situation(diagnosis):
    by, run = diagnosis.run(fault=None)
    run = choose_situation(run.id, by=by, fault_id=None)
    assert (run.fault, run.is_unmatched) == (None, True)


def test_each_step_is_journalled(diagnosis):
    _by, run = diagnosis.run()
    entries = Entry.objects.filter(subject_kind="run", subject_id=run.id).order_by("number")
    assert [entry.kind for entry in entries] == ["run.started", "run.situation_chosen"]
    assert entries[0].words.text == run.text
