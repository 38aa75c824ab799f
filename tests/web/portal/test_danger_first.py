"""A danger told in one's own words is answered before anything is asked, and the ticket is urgent."""

import pytest

from secours.faults.models import Fault
from secours.service_levels.models import Level
from secours.tickets.models import Ticket


def last_ticket(scene):
    scene.enter_system()
    return Ticket.objects.order_by("-number").first()


@pytest.mark.parametrize(
    ("role", "text", "gesture"),
    [
        ("requester", "la batterie de mon portable est gonflée", "ne rechargez plus"),
        ("requester", "eau sur la multiprise", "ne touchez à rien"),
        ("requester", "mes fichiers sont chiffrés, demande de rançon", "Débranchez le câble réseau"),
        ("requester", "j'ai donné mon mot de passe à un faux site", "changez votre mot de passe"),
        ("colleague", "smoke comes out of my computer", "touch nothing, move away"),
    ],
)
def test_the_next_screen_says_what_to_do_before_any_choice(told, role, text, gesture):
    page = told(text, role)
    words = page.html.replace("\u00a0", " ")
    assert gesture in words
    assert words.index(gesture) < words.index("<h1>")
    banner = words.split("banner danger gesture")[1].split("</section>")[0]
    assert 'href="tel:' in banner


@pytest.mark.parametrize("pick", ["other", "skip", "request"])
def test_whatever_is_picked_the_ticket_is_urgent_and_says_the_danger_first(scene, told, pick):
    page = told("la batterie de mon portable est gonflée")
    run = f"/portal/diagnosis/{page.run_id}"
    if pick == "skip":
        page.press(f"{run}/handover/")
    else:
        page.press(f"{run}/situation/", fault=pick)
        assert "ne rechargez plus" in page.text
    if pick == "other":
        page.press(f"{run}/handover/", stops="no")
    elif pick == "request":
        page.press("/portal/request/", what="Une batterie neuve")
    ticket = last_ticket(scene)
    assert ticket.urgency == Level.HIGH
    first = ticket.messages.select_related("entry__words").order_by("id").first()
    assert first.entry.words.text.replace("\u00a0", " ").startswith("Danger : une batterie")


def test_a_harmless_word_shows_no_danger(told):
    assert "banner danger gesture" not in told("la batterie ne tient pas").html


def test_smoke_goes_before_what_the_situation_says_of_data(scene, told):
    """The page of a certificate that is not trusted says to type no password: not what a fire needs first."""
    page = told("de la fumée sort de mon ordinateur")
    scene.enter_system()
    fault = Fault.objects.get(code="web.cert")
    page.press(f"/portal/diagnosis/{page.run_id}/situation/", fault=fault.id)
    words = page.html.replace("\u00a0", " ")
    assert words.index("ne touchez à rien") < words.index(fault.first_gesture_fr.replace("\u00a0", " "))
