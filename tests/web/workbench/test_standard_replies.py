"""Texts that are sent often: kept by those who run the team, one key away from the reply box."""

from html import unescape

import pytest

from secours.journal.models import Entry
from secours.people.errors import NotAllowed, Refused
from secours.tickets.models import Draft, StandardReply
from secours.tickets.operations.standard_replies import keep_standard_reply
from secours.tickets.rules import filled

LIST = "/setup/standard-replies"
TEXT = "Bonjour {nom},\n\nMerci de redémarrer {matériel} ({ticket}).\n\n{moi}"


@pytest.fixture
def restart(scene):
    return keep_standard_reply(by=scene.enter("supervisor"), name_fr="Redémarrer", text_fr=TEXT)


def test_places_are_filled_in_either_language():
    values = {"name": "Claire", "ticket": "T-1"}
    assert filled("{nom} {Name} {ticket} {reste} {", values) == "Claire Claire T-1 {reste} {"


@pytest.mark.parametrize("role", ["supervisor", "admin"])
def test_it_is_written_changed_and_removed(sign_in, role):
    browser = sign_in(role)
    assert "{matériel} le matériel" in browser.get(f"{LIST}/new").content.decode()
    refused = browser.post(f"{LIST}/new", {"name_fr": "", "text_fr": "Bonjour", "name_en": "", "text_en": ""})
    assert refused.status_code == 422
    assert "Donnez un nom à ce texte." in refused.content.decode()
    told = {"name_fr": "Accueil", "text_fr": "Bonjour", "name_en": "Welcome", "text_en": "Hello"}
    assert browser.post(f"{LIST}/new", told)["Location"] == LIST
    kept = StandardReply.objects.get()
    assert "Accueil" in browser.get(LIST).content.decode()
    browser.post(f"{LIST}/{kept.id}", {**told, "text_en": "Hello there"})
    assert StandardReply.objects.get().text_en == "Hello there"
    browser.post(f"{LIST}/{kept.id}/removal")
    assert not StandardReply.objects.exists()
    kinds = (
        Entry.objects.filter(subject_kind="standard_reply").order_by("number").values_list("kind", flat=True)
    )
    assert list(kinds) == ["standard_reply.kept", "standard_reply.kept", "standard_reply.removed"]


@pytest.mark.parametrize(("field", "most"), [("name_fr", 80), ("text_fr", 10_000)])
def test_what_is_too_long_is_refused_never_cut(scene, field, most):
    told = {"name_fr": "Accueil", "text_fr": "Bonjour"}
    by = scene.enter("supervisor")
    with pytest.raises(Refused) as refusal:
        keep_standard_reply(by=by, **{**told, field: "x" * (most + 1)})
    assert (refusal.value.code, refusal.value.field) == ("text_too_long", field)
    assert not StandardReply.objects.exists()
    assert getattr(keep_standard_reply(by=by, **{**told, field: "x" * most}), field) == "x" * most


@pytest.mark.parametrize("role", ["technician", "requester", "client"])
def test_others_do_not_keep_them(scene, role):
    with pytest.raises(NotAllowed):
        keep_standard_reply(by=scene.enter(role), name_fr="A", text_fr="B")


def test_one_language_is_needed(scene):
    with pytest.raises(Refused):
        keep_standard_reply(by=scene.enter("admin"), name_fr=" ", text_fr=" ")


def test_it_is_offered_filled_in_the_language_of_the_ticket(sign_in, declare, scene, restart):
    french = declare(title="Lent", device=scene.device("PC-0231"))
    english = declare(title="Slow", who="colleague", language="en")
    browser = sign_in("technician")
    assert (
        f"/workbench/tickets/{french.number}/standard-replies"
        in browser.get(f"/workbench/tickets/{french.number}/").content.decode()
    )
    offered = unescape(browser.get(f"/workbench/tickets/{french.number}/standard-replies").content.decode())
    assert f"Merci de redémarrer PC-0231 (T-{french.number})" in offered
    assert "Bonjour Claire Morvan," in offered
    assert "Inès Lambert" in offered
    other = browser.get(f"/workbench/tickets/{english.number}/standard-replies").content.decode()
    assert "Redémarrer" not in other
    assert "Pas encore de réponse type" in other


def test_without_script_it_joins_the_draft(sign_in, declare, restart):
    ticket = declare(title="Lent")
    browser, url = sign_in("technician"), f"/workbench/tickets/{ticket.number}"
    browser.post(f"{url}/draft", {"text": "Déjà écrit.", "kind": "reply"})
    answer = browser.post(f"{url}/standard-replies", {"reply": restart.id})
    assert answer["Location"] == f"{url}/#reply"
    text = Draft.objects.get(key=f"reply:{ticket.number}").text
    assert text.startswith("Déjà écrit.\n\nBonjour Claire Morvan,")
    assert browser.post(f"{url}/standard-replies", {"reply": 0}).status_code == 404
