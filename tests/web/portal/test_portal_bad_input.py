"""Wrong input says what to do and keeps what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from secours.journal.models import Attachment


def picture(size=100, name="ecran.png"):
    return SimpleUploadedFile(name, b"\x89PNG" + b"0" * size, "image/png")


def test_nothing_typed(screen):
    page = screen().open("/portal/").press("/portal/", text="   ")
    assert page.response.status_code == 422
    assert page.response.context["refusal"].code == "text_missing"
    assert 'aria-describedby="refused"' in page.html


def test_a_file_too_large_keeps_the_text(screen, settings):
    settings.FILE_LIMIT_BYTES = 2_000_000
    page = screen().open("/portal/").press("/portal/", text="Écran noir", files=picture(3_000_000))
    assert page.response.status_code == 422
    assert "Écran noir" in page.text
    assert "Réduisez-le ou envoyez un lien" in page.text


def test_a_photo_goes_with_the_run_into_the_ticket(scene, told, screen):
    page = screen().open("/portal/").press("/portal/", text="Écran bleu", files=picture())
    page.press(f"/portal/diagnosis/{page.run_id}/files/", files=picture(120, "deux.png"))
    page.press(f"/portal/diagnosis/{page.run_id}/handover/")
    assert "ecran.png" in page.text
    assert "deux.png" in page.text
    scene.enter_system()
    ticket = page.response.context["ticket"]
    kept = Attachment.objects.filter(subject_kind="ticket", subject_id=ticket.id)
    assert sorted(file.name for file in kept) == ["deux.png", "ecran.png"]
    shown = page.browser.get(f"/files/{kept[0].id}/{kept[0].name}")
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")


def test_a_photo_alone_is_enough(screen):
    page = screen().open("/portal/").press("/portal/", text="", files=picture())
    assert page.response.status_code == 200
    assert "/diagnosis/" in page.address


def test_too_many_files(screen):
    page = screen().open("/portal/").press("/portal/", text="x y", files=[picture() for _ in range(11)])
    assert page.response.status_code == 422


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("situation", {"fault": "999999"}),
        ("findings", {"check": "999999", "value": "yes"}),
        ("findings", {"check": "abc", "value": "yes"}),
        ("attempts", {"remedy": "999999", "outcome": "fixed"}),
        ("opening", {"device": "999999"}),
    ],
)
def test_invented_answers_are_refused_without_harm(told, path, fields):
    page = told("Mon écran reste noir")
    answer = page.browser.post(f"/portal/diagnosis/{page.run_id}/{path}/", fields)
    assert answer.status_code in (404, 422)


def test_a_date_past_keeps_the_request(screen):
    page = screen().open("/portal/request/")
    page.press("/portal/request/", what="Un casque", by_when="2020-01-01", for_whom="Léa")
    assert page.response.status_code == 422
    for kept in ("Un casque", 'value="Léa"', 'value="2020-01-01"'):
        assert kept in page.html


def test_a_request_becomes_a_ticket_of_its_kind(scene, screen):
    page = screen().open("/portal/request/")
    page.press("/portal/request/", what="Un casque", by_when="2099-01-01", for_whom="Léa")
    ticket = page.response.context["ticket"]
    assert ticket.kind == "request"
    assert "Léa" in page.text
    assert "1er janvier 2099" in page.text


def test_this_is_a_request_carries_the_words(scene, told):
    page = told("Je voudrais un second écran")
    page.press(f"/portal/diagnosis/{page.run_id}/situation/", fault="request")
    assert page.address == "/portal/request/"
    assert "Je voudrais un second écran" in page.text
    page.press("/portal/request/", what="Je voudrais un second écran 27 pouces")
    assert page.response.context["ticket"].kind == "request"
    scene.enter_system()
    from secours.diagnosis.models import Run

    assert Run.objects.order_by("-id").first().ticket_id == page.response.context["ticket"].id


def test_an_empty_reply_keeps_the_page(told):
    page = told("Écran noir")
    page.press(f"/portal/diagnosis/{page.run_id}/handover/")
    page.press(f"{page.address}replies/", text=" ")
    assert page.response.status_code == 422


def test_a_draft_is_kept(told):
    page = told("Écran noir")
    page.press(f"/portal/diagnosis/{page.run_id}/handover/")
    address = page.address
    assert page.browser.post(f"{address}draft/", {"text": "Je voulais ajouter"}).status_code == 204
    assert "Je voulais ajouter" in page.open(address).text


def test_a_refused_photo_keeps_the_opening_answers(told, settings):
    page = told("L’imprimante n’imprime plus")
    fault = next(value for value in page.choices() if value.isdigit())
    page.press(f"/portal/diagnosis/{page.run_id}/situation/", fault=fault)
    settings.FILE_LIMIT_BYTES = 1000
    typed = {"message": "bourrage bac 2", "others": "yes", "since_words": "après la coupure"}
    page.press(f"/portal/diagnosis/{page.run_id}/opening/", files=picture(2000), **typed)
    assert page.response.status_code == 422
    assert 'value="bourrage bac 2"' in page.html
    assert 'value="après la coupure"' in page.html
    assert 'name="others" value="yes" checked' in page.html
