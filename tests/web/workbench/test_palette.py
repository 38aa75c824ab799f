"""Ctrl K: everything through access, nothing beyond the wall; and the page of a person."""

import pytest

PALETTE = "/workbench/palette"


def told(browser, words, **more):
    return browser.get(PALETTE, {"q": words}, **more).content.decode()


def test_a_number_finds_its_ticket(sign_in, declare):
    ticket, browser = declare(title="Photocopieur bloqué"), sign_in("technician")
    for words in (str(ticket.number), f"T-{ticket.number}", f"t-{ticket.number}"):
        assert f"/workbench/tickets/{ticket.number}/" in told(browser, words)


@pytest.mark.parametrize("words", ["photocopieur", "photocop", "bloqu photo"])
def test_words_and_their_beginnings_find_it(sign_in, declare, words):
    ticket = declare(title="Photocopieur bloqué")
    assert f"/workbench/tickets/{ticket.number}/" in told(sign_in("technician"), words)


def test_finds_people_devices_and_acts(sign_in, scene):
    browser = sign_in("technician")
    assert f"/workbench/people/{scene.person('requester').id}/" in told(browser, "morvan")
    assert "Lexmark MX522" in told(browser, "imp-2e")
    assert "/workbench/tickets/new" in told(browser, "noter")
    assert "/workbench/?queue=late" in told(browser, "retard")


def test_nothing_beyond_the_wall(sign_in, declare):
    ticket, browser = declare(title="Registre illisible", who="outsider"), sign_in("mission")
    for words in (str(ticket.number), "registre illisible", "petit", "PC-EC"):
        html = told(browser, words)
        assert "Registre illisible" not in html
        assert "Bruno Petit" not in html
        assert "PC-EC-01" not in html


def test_a_fragment_for_the_dialog_a_page_without_script(sign_in):
    browser = sign_in("technician")
    assert "<html" in told(browser, "noter")
    part = told(browser, "noter", headers={"HX-Request": "true"})
    assert 'role="option"' in part
    assert "<html" not in part


def test_a_person_s_page(sign_in, declare, scene):
    ticket = declare(title="Écran noir")
    html = sign_in("technician").get(f"/workbench/people/{scene.person('requester').id}/").content.decode()
    for words in ("Claire Morvan", "02 40 55 31 42", "PC-0231", f"T-{ticket.number}", "Clinique Saint-Luc"):
        assert words in html


def test_a_person_beyond_the_wall_is_not_found(sign_in, scene):
    outsider = scene.person("outsider").id
    assert sign_in("mission").get(f"/workbench/people/{outsider}/").status_code == 404


def test_the_words_met_are_shown_and_escaped(sign_in, declare):
    declare(title="Écran noir", text="Le <b>câble</b> zinzolin & le socle")
    html = told(sign_in("technician"), "zinzolin")
    assert "<mark>zinzolin</mark> &amp; le socle" in html
    assert "<b>câble" not in html
