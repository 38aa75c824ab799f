"""A person who is asked to look or to do something is told how, in their language, with a drawing where one helps."""

import re
from html import unescape

import pytest

from secours.faults.models import Check, Fault, Remedy
from secours.people.models import Account


def asked(scene, screen, code, check):
    """The page that asks this check: those before it are answered “I don’t know”."""
    page = screen().open("/portal/").press("/portal/", text="Cela ne marche plus")
    run = f"/portal/diagnosis/{page.run_id}"
    page.press(f"{run}/situation/", fault=str(Fault.objects.get(code=code).id))
    page.press(f"{run}/opening/", others="no")
    wanted = Check.objects.get(fault__code=code, code=check)
    for _turn in range(8):
        if page.hidden(f"{run}/findings/").get("check") == str(wanted.id):
            break
        if f"{run}/attempts/" in page.forms():
            page.press(f"{run}/attempts/", outcome="not_fixed")
        else:
            page.press(f"{run}/findings/", value="unknown")
    return page


@pytest.mark.parametrize(
    ("language", "words", "how"),
    [
        ("fr", "Le menu Démarrer", "Durée de fonctionnement"),
        ("en", "The start menu", "Read “Up time”"),
    ],
)
def test_a_check_shows_where_to_look(scene, screen, language, words, how):
    scene.enter_system()
    Account.objects.filter(email="requester@demo.example").update(language=language)
    page = asked(scene, screen, "pc.slow", "uptime")
    drawing = re.search(r'<svg class="pic"[^>]*role="img" aria-label="([^"]+)"', page.html)
    assert drawing[1].startswith(words)
    assert how in page.text
    assert "<ol" in page.html


def test_a_solution_has_numbered_steps(scene, screen):
    page = screen().open("/portal/").press("/portal/", text="Rien ne sort")
    run = f"/portal/diagnosis/{page.run_id}"
    page.press(f"{run}/situation/", fault=str(Fault.objects.get(code="prn.no_output").id))
    page.press(f"{run}/opening/", others="no")
    while f"{run}/findings/" in page.forms():
        page.press(f"{run}/findings/", value="unknown")
    remedy = Remedy.objects.get(id=page.hidden(f"{run}/attempts/")["remedy"])
    shown = re.findall(r"<li>(.*?)</li>", page.html.split("num-steps")[1].split("</ol>")[0])
    assert [unescape(line) for line in shown] == remedy.steps_fr.splitlines()
    assert ('class="pic"' in page.html) is bool(remedy.picture)
