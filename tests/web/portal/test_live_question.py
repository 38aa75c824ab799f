"""What the page fetches again when the ticket moves holds the question, and takes away what is past."""

from secours.tickets.models import Ticket
from secours.tickets.operations import resolve_ticket


def test_the_question_comes_with_the_live_update_and_the_cancel_goes(scene, told):
    page = told("Rien ne sort")
    page.press(f"/portal/diagnosis/{page.run_id}/handover/")
    assert "Je n’ai plus besoin d’aide" in page.text
    assert 'id="confirm"' not in page.html
    number = int(page.address.rstrip("/").rsplit("/", 1)[1])
    tech = scene.actor("technician")
    scene.enter_system()
    resolve_ticket(Ticket.objects.get(number=number).id, by=tech, text="Câble rebranché")
    page.open(f"/portal/tickets/{number}/", **{"HX-Request": "true"})
    assert page.html.index('id="confirm"') < page.html.index('class="talk-l"')
    assert f"/portal/tickets/{number}/closing/" in page.forms()
    assert '<div id="cancel" hx-swap-oob="true"></div>' in page.html


def test_an_expired_form_shows_what_was_typed_and_nothing_else(scene, client):
    page = client.post("/portal/", {"once": "abcDEF-123", "text": "Mon écran clignote", "run": "12"})
    html = page.content.decode()
    assert page.status_code == 403
    assert "Mon écran clignote" in html
    assert "Votre message" in html or "Your message" in html
    for hidden in ("abcDEF-123", ">once<", ">text<"):
        assert hidden not in html


def test_what_is_asked_while_typing_is_cut_and_what_is_typed_kept(screen):
    assert 'data-asks-most="500"' in screen().open("/portal/").html
