"""A danger that the words tell stands first in the technician's panel, with its first gesture."""

import re

import pytest

from secours.diagnosis.operations import choose_situation, start_run_on_ticket
from secours.faults.models import Fault
from secours.tickets.operations import reply_to_ticket, resolve_ticket
from secours.web.workbench.alarms import warning_in


def panel(browser, ticket):
    """What the panel says, as its words follow each other; read by the page, then by its live updates."""
    address = f"/workbench/tickets/{ticket.number}/"
    html = browser.get(f"{address}?panel=1").content.decode().split('id="diagnosis"')[1]
    again = browser.get(f"{address}diagnosis/", headers={"HX-Request": "true"}).content.decode()
    return [" ".join(re.sub(r"<[^>]+>", " ", one).replace("\u00a0", " ").split()) for one in (html, again)]


@pytest.mark.parametrize(
    ("told", "danger", "gesture"),
    [
        ("La batterie de mon portable est gonflée", "une batterie qui peut prendre feu", "ne rechargez plus"),
        ("De la fumée sort de l’imprimante", "fumée", "touche"),
        ("Mes fichiers sont chiffrés, rançon demandée", "rançon", "Débranchez le câble réseau"),
    ],
)
def test_it_comes_before_anything_else(sign_in, declare, told, danger, gesture):
    for words in panel(sign_in("technician"), declare(title=told)):
        first = words[words.index("Danger :") :][:400]
        assert danger in first
        assert gesture in first
        assert words.index("Danger :") < 60


def test_it_is_told_while_the_words_are_being_understood(sign_in, declare):
    ticket = declare(title="Fumée dans le bureau 12")
    html = sign_in("technician").get(f"/workbench/tickets/{ticket.number}/").content.decode()
    waiting = html.split('id="panel"')[1].split("</aside>")[0]
    assert "banner danger" in waiting
    assert 'hx-trigger="load"' in waiting


def test_a_danger_told_afterwards_is_seen_too(sign_in, declare, scene):
    ticket = declare(title="L’écran reste noir")
    browser = sign_in("technician")
    assert not any("Danger :" in words for words in panel(browser, ticket))
    reply_to_ticket(ticket.id, by=scene.enter("requester"), text="Maintenant il y a de la fumée")
    assert all("Danger :" in words for words in panel(browser, ticket))


def test_a_technicians_words_are_no_alarm(sign_in, declare, scene):
    ticket = declare(title="L’écran reste noir")
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Prévenez-nous si de la fumée sort")
    assert not any("Danger :" in words for words in panel(sign_in("technician"), ticket))


def test_of_much_the_latest_is_read(declare):
    """A page does not read a year of letters at each look."""
    ticket, long = declare(title="L’écran reste noir"), "mot " * 2000
    assert warning_in(ticket, None, [*["Rien"] * 9, f"Il y a de la fumée {long}"])
    assert warning_in(ticket, None, [*["Rien"] * 10, "Il y a de la fumée"]) is None
    assert warning_in(ticket, None, [f"{long} il y a de la fumée"]) is None


def test_the_gesture_of_the_situation_is_told_without_a_danger_in_the_words(sign_in, declare, scene):
    ticket = declare(title="Le portable")
    by = scene.enter("technician")
    fault = Fault.objects.get(code="hw.battery")
    choose_situation(start_run_on_ticket(ticket, by=by).id, by=by, fault_id=fault.id)
    for words in panel(sign_in("technician"), ticket):
        assert fault.first_gesture_fr.replace("\u00a0", " ") in words
        assert "Danger :" not in words


def test_a_request_has_no_panel_and_says_it_above_the_messages(sign_in, declare):
    ticket = declare(title="Une batterie neuve : la mienne est gonflée", kind="request")
    html = sign_in("technician").get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert 'id="diagnosis"' not in html
    assert "banner danger" in html.split('id="talk"')[1].split('id="timeline"')[0]


def test_it_leaves_once_solved(sign_in, declare, scene):
    ticket = declare(title="De la fumée sort de l’imprimante")
    resolve_ticket(ticket.id, by=scene.enter("technician"), confirmed_how="user", text="Changée")
    assert not any("Danger :" in words for words in panel(sign_in("technician"), ticket))
