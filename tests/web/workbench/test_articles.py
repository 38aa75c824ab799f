"""Articles through the door of a browser: written, seen as people will, kept while typed, begun from a ticket."""

import re

import pytest

from secours.faults.models import Article
from secours.faults.operations import record_article, review_article
from secours.tickets.models import Draft
from secours.tickets.operations import declare_ticket, resolve_ticket

WORDS = {
    "title_fr": "Brancher un écran",
    "text_fr": "Dans l’ordre :\n- la prise\n- le câble\n\nVoir https://aide.example/ecran.",
    "title_en": "",
    "text_en": "",
    "audience": "everyone",
    "organisation": "",
    "fault": "",
    "valid_until": "",
}


@pytest.fixture
def technician(sign_in):
    return sign_in("technician")


def only(scene):
    scene.enter_system()
    return Article.objects.get()


def test_from_nothing_to_reviewed(technician, sign_in, scene):
    assert "Aucun article encore" in technician.get("/faults/articles/").content.decode()
    answer = technician.post("/faults/articles/new", WORDS)
    this = only(scene)
    assert answer["Location"] == f"/faults/articles/{this.id}/"
    page = technician.get(answer["Location"]).content.decode()
    assert "<ul><li>la prise</li><li>le câble</li></ul>" in page
    portal = f"/portal/articles/{this.id}/"
    requester = sign_in("requester")
    assert requester.get(portal).status_code == 404
    technician.post(f"/faults/articles/{this.id}/review")
    shown = requester.get(portal).content.decode()
    assert "<ul><li>la prise</li>" in shown
    assert 'href="https://aide.example/ecran"' in shown
    technician.post(f"/faults/articles/{this.id}/retirement", {"why": "Autre matériel"})
    assert requester.get(portal).status_code == 404
    assert "Autre matériel" in technician.get(f"/faults/articles/{this.id}/").content.decode()
    technician.post(f"/faults/articles/{this.id}/restoration")
    assert only(scene).state == "draft"


def test_it_is_seen_as_people_will_before_it_is_saved(technician, scene):
    page = technician.post("/faults/articles/new", {**WORDS, "preview": "1"})
    assert page.status_code == 200
    preview = page.content.decode().split('id="preview"')[1]
    assert "<ul><li>la prise</li><li>le câble</li></ul>" in preview
    scene.enter_system()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title_fr": "", "text_fr": ""}, "Écrivez-le en français ou en anglais"),
        ({"title_fr": ""}, "Donnez un titre à ce texte."),
        ({"title_en": "Plug in"}, "Écrivez ce que ce titre annonce."),
        ({"text_en": "a" * 20_001, "title_en": "Plug in"}, "Raccourcissez"),
        ({"valid_until": "demain"}, "Écrivez une date"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(technician, scene, change, said):
    answer = technician.post("/faults/articles/new", {**WORDS, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said.lower() in page.lower()
    assert "le câble" in page or change.get("text_fr") == ""
    scene.enter_system()
    assert not Article.objects.exists()


def test_the_second_who_retires_it_is_told(technician, sign_in, scene):
    technician.post("/faults/articles/new", WORDS)
    address = f"/faults/articles/{only(scene).id}/retirement"
    assert technician.post(address, {"why": "Autre matériel"}).status_code == 302
    answer = sign_in("supervisor").post(address, {"why": "Autre matériel"})
    assert answer.status_code == 422
    assert "déjà retiré" in answer.content.decode()


def test_what_was_typed_is_kept_until_it_is_saved(technician, scene):
    technician.post("/drafts/faults-articles-new.text_fr", {"text": "- le câble"})
    assert "- le câble" in technician.get("/faults/articles/new").content.decode()
    technician.post("/faults/articles/new", {**WORDS, "preview": "1"})
    assert "- la prise" in technician.get("/faults/articles/new").content.decode(), "seen, it is not saved"
    technician.post("/faults/articles/new", WORDS)
    scene.enter("technician")
    assert not Draft.objects.exists()


def test_a_solved_ticket_begins_an_article(technician, scene):
    by = scene.enter("technician")
    words = "Bonjour, ici Claire : mon écran reste noir depuis ce matin"
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text=words, title="Écran noir")
    address = f"/faults/articles/from/{ticket.number}"
    page = technician.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert address not in page
    scene.enter("technician")
    resolve_ticket(ticket.id, by=by, text="La prise était sortie : la pousser à fond.")
    assert address in technician.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    form = technician.get(address).content.decode()
    assert "La prise était sortie" in form
    assert "Ôtez tout nom" in form
    assert "depuis ce matin" not in form, "what the person wrote is theirs"
    technician.post(address, {**WORDS, "text_fr": "La prise était sortie."})
    this = only(scene)
    assert this.text_fr == "La prise était sortie."
    assert f"T-{ticket.number}" in technician.get(f"/faults/articles/{this.id}/").content.decode()


def test_the_list_is_searched_and_filtered(technician, scene):
    by = scene.enter("technician")
    both = record_article(by=by, title_fr="Brancher un écran", text_fr="x", title_en="Plug in", text_en="x")
    record_article(by=by, title_fr="Réserver une salle", text_fr="Par l’agenda")
    review_article(both.id, by=by)

    def titles(query):
        page = technician.get(f"/faults/articles/?{query}").content.decode()
        return set(re.findall(r'<td><a href="/faults/articles/\d+/">([^<]+)</a>', page))

    assert titles("") == {"Brancher un écran", "Réserver une salle"}
    assert titles("q=ecran") == titles("language=en") == titles("state=reviewed") == {"Brancher un écran"}
    assert (
        titles("q=reserver+agenda")
        == titles("language=one")
        == titles("state=draft")
        == {"Réserver une salle"}
    )
    assert titles("q=zzz") == set()


def test_in_english_too(sign_in):
    page = sign_in("technician")
    page.cookies["django_language"] = "en"
    assert page.get("/faults/articles/new").status_code == 200
