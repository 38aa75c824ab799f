"""A text finds its situation, in either language; a text that belongs to none says so."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from secours.faults.models import Fault, Phrase, Symptom
from secours.faults.operations import change_fault, record_fault, retire_fault, review_fault
from secours.faults.recall import match_situations, suggest
from secours.faults.recall import situations as situations_module
from secours.faults.recall.indexing import index_meaning, phrases_for
from secours.faults.recall.situations import scores_of

# The model and the places of the pack's phrases: once, on one worker.
pytestmark = pytest.mark.xdist_group("meaning")

BELONG_TO_NONE = (
    "bonjour", "merci pour hier", "où est la cafétéria ?", "my child is sick today", "il fait beau aujourd’hui",
    "quel est le numéro des ressources humaines ?", "je serai absent demain", "ok", "test",
    "the meeting is moved to Thursday", "thanks a lot, have a nice weekend", "qui est de garde ce soir ?",
    "je voudrais poser deux jours de congé", "the coffee machine is empty",
    "il n’y a plus de savon dans les toilettes", "joyeux anniversaire", "when is the payroll paid this month?",
    "la porte du parking ne s’ouvre pas", "could you send me the minutes of the board?",
    "le patient de la chambre 12 demande un oreiller", "asdf qsdf", "?", "", "ma voiture est en panne sur le parking",
    "the lift is stuck between two floors", "il fait trop chaud dans le bureau", "les vitres sont sales",
    "je cherche mon parapluie", "can you book a taxi for noon?", "le repas de Noël est à quelle heure ?",
)  # fmt: skip

TELL_A_FAULT = {
    "l'imprimante du deuxième n'imprime plus": "prn.no_output",
    "the second floor printer stopped printing": "prn.no_output",
    "bonjour, depuis ce matin impossible d’imprimer, le papier est pourtant mis, merci": "prn.no_output",
    "je n'arrive pas à me connecter au wifi": "net.wifi_connect",
    "J'AI OUBLIE MON MOT DE PASSE": "acc.password_forgotten",
    "le VPN ne se connecte pas depuis chez moi": "vpn.connect",
    "j’ai renversé du café sur mon portable": "hw.damage",
    "the label printer prints blank labels": "prn.label",
    "la batterie est gonflée": "hw.battery",
    "teams : on ne m’entend pas": "collab.teams_audio",
}


@pytest.fixture
def placed(scene, vectors, meaning):
    return scene


@pytest.mark.parametrize("role", ["requester", "technician"])
def test_a_text_gives_its_situation_first(placed, role):
    actor = placed.enter(role)
    for text, code in TELL_A_FAULT.items():
        found = match_situations(actor, text, "fr")
        assert (found.choices[0].fault.code, found.is_unsure) == (code, False), text
        assert len(found.choices) == 3


def test_a_text_that_belongs_to_none_puts_something_else_first(placed):
    actor = placed.enter("requester")
    surprised = [text for text in BELONG_TO_NONE if not match_situations(actor, text, "fr").is_unsure]
    assert surprised == []


def test_left_out_phrases_are_found_among_three(placed):
    """diagnosis.md A13: at least .74 among three over the pack, each phrase looked past in turn."""
    actor = placed.enter("technician")
    phrases = phrases_for(actor)
    place = {fault_id: number for number, fault_id in enumerate(phrases.faults)}
    told = Symptom.objects.filter(fault__from_pack=True).order_by("id").values_list("text", "fault_id")
    sample = [row for number, row in enumerate(told) if number % 4 == 0]
    ranks = []
    for text, fault_id in sample:
        scores, _sure = scores_of(phrases, text, without=text)
        ranks.append(int(np.sum(scores > scores[place[fault_id]])))
    assert np.mean([rank < 3 for rank in ranks]) >= 0.80
    assert np.mean([rank < 5 for rank in ranks]) >= 0.86


def test_words_alone_go_on_where_the_model_is_missing(scene, monkeypatch):
    monkeypatch.setattr(situations_module, "embed", lambda texts: None)
    actor = scene.enter("requester")
    found = match_situations(actor, "l'imprimante n'imprime plus", "fr")
    assert (found.choices[0].fault.code, found.is_unsure) == ("prn.no_output", False)
    assert match_situations(actor, "merci pour hier", "fr").is_unsure


def test_a_chosen_category_helps(placed):
    actor = placed.enter("requester")
    network = Fault.objects.get(code="net.slow").category_id
    codes = [
        m.fault.code for m in match_situations(actor, "c'est très lent", "fr", category_id=network).choices
    ]
    assert codes[0].startswith("net.")


def test_typing_is_answered_from_words(scene, django_assert_max_num_queries):
    actor = scene.enter("requester")
    suggest(actor, "imprimante")
    with django_assert_max_num_queries(2):
        found = suggest(actor, "mon imprim")
    assert "imprim" in " ".join(one.title.lower() for one in found)
    assert suggest(actor, "im") == []


def test_a_new_record_is_recalled_once_reviewed_and_forgotten_once_retired(placed):
    by = placed.enter("technician")
    fault = record_fault(
        by=by, title_fr="Le chariot de soins bipe", symptoms={"fr": ["le chariot de soins bipe sans arrêt"]}
    )
    assert index_meaning(by=by) == 2
    text = "mon chariot de soins bipe"

    def first(role):
        found = match_situations(placed.enter(role), text, "fr").choices
        return found[0].fault if found else None

    assert first("technician") == fault
    assert first("requester") != fault
    review_fault(fault.id, by=placed.enter("technician"))
    assert first("requester") == fault
    retire_fault(fault.id, by=placed.enter("technician"), why="Chariots rendus")
    assert first("technician") != fault


def test_what_has_no_title_in_the_reader_s_language_is_not_offered(placed):
    by = placed.enter("technician")
    fault = record_fault(by=by, title_fr="Le chariot de soins bipe")
    index_meaning(by=by)
    assert fault not in [m.fault for m in match_situations(by, "le chariot de soins bipe", "en").choices]


def test_the_wall_holds_in_recall(placed):
    town = placed.person("outsider").organisation_id
    by = placed.enter_system()
    fault = record_fault(by=by, title_fr="La borne d’état civil est figée", organisation_id=town)
    review_fault(fault.id, by=by)
    index_meaning(by=by)
    text = "la borne d’état civil est figée"
    seen = [m.fault for m in match_situations(placed.enter("outsider"), text, "fr").choices]
    hidden = [m.fault.id for m in match_situations(placed.enter("requester"), text, "fr").choices]
    assert seen[0] == fault
    assert fault.id not in hidden


def test_phrases_no_longer_written_lose_their_place(placed):
    by = placed.enter("technician")
    fault = Fault.objects.get(code="prn.no_output")
    change_fault(fault.id, by=by, symptoms={"fr": ["plus rien ne sort"]})
    index_meaning(by=by)
    held = set(Phrase.objects.filter(fault=fault).values_list("text", flat=True))
    assert "plus rien ne sort" in held
    assert held <= {fault.title_fr, fault.title_en, *fault.symptoms.values_list("text", flat=True)}


def test_an_edit_committed_after_a_later_one_is_seen(scene):
    """Its moment is the one of its beginning: before what was read already."""
    actor = scene.enter("technician")
    first, second = Fault.objects.order_by("id")[:2]
    now = timezone.now()
    Fault.objects.filter(id=second.id).update(updated_at=now)
    before = phrases_for(actor)
    assert phrases_for(actor) is before
    written = {"title_fr": "Titre écrit entre-temps", "updated_at": now - timedelta(seconds=1)}
    Fault.objects.filter(id=first.id).update(**written)
    assert "Titre écrit entre-temps" in phrases_for(actor).texts
