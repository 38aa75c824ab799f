"""What is typed in the opening step is there again on return, and gone once sent."""

import re

from secours.faults.models import Fault
from secours.tickets.models import Draft


def test_half_an_answer_is_filled_in_again(scene, told):
    page = told("Rien ne sort")
    run = f"/portal/diagnosis/{page.run_id}"
    page.press(f"{run}/situation/", fault=str(Fault.objects.get(code="prn.no_output").id))
    assert re.search(r"<form[^>]*data-keeps", page.html)
    device = re.findall(r'name="device" value="(\d+)"', page.html)[-1]
    kept = page.browser.post(
        f"{run}/opening/", {"keep": "1", "device": device, "message": "PC LOAD", "since_words": "lundi"}
    )
    assert kept.status_code == 204
    page.open("/portal/").open(f"{run}/")
    assert 'value="PC LOAD"' in page.html
    assert 'value="lundi"' in page.html
    assert re.search(rf'name="device" value="{device}" checked', page.html)
    page.press(f"{run}/opening/", message="PC LOAD")
    scene.enter_system()
    assert not Draft.objects.filter(key__startswith="opening:").exists()


def test_the_last_solution_that_fails_lets_add_a_word_before_it_is_sent(scene, told):
    page = told("Rien ne sort")
    run = f"/portal/diagnosis/{page.run_id}"
    page.press(f"{run}/situation/", fault=str(Fault.objects.get(code="prn.no_output").id))
    page.press(f"{run}/opening/", others="no")
    page.go_through_checks()
    assert page.address == f"{run}/"
    assert "Rien n’est encore envoyé" in page.text
    page.press(f"{run}/handover/", more="Il clignote en rouge")
    assert "/portal/tickets/" in page.address
    assert "Il clignote en rouge" in page.text
