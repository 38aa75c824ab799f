"""A drawing is chosen among those of the portal, seen as one chooses, and shown to requesters."""

import pytest

from secours.faults.choices import Picture
from secours.faults.models import Check, Remedy
from secours.faults.operations import change_check
from secours.people.errors import Refused


@pytest.fixture
def check(scene):
    return Check.objects.select_related("fault").filter(fault__code="prn.no_output", picture="").first()


def page_of(check):
    return f"/faults/{check.fault.number}/checks/{check.id}"


def test_every_drawing_is_shown(sign_in, check):
    html = sign_in("supervisor").get(page_of(check)).content.decode()
    assert html.count('class="pic"') == len(Picture.values)
    assert 'name="picture" value="" checked' in html
    for name in Picture.values:
        assert f'name="picture" value="{name}"' in html


def test_the_one_chosen_is_kept_with_how_to_look(sign_in, check, scene):
    told = {
        "ask_fr": check.ask_fr, "ask_en": check.ask_en, "done_by": "user", "minutes": "1", "otherwise": "2",
        "picture": "wifi", "help_fr": "Regardez en bas à droite.\nCliquez.", "help_en": "Look.",
    }  # fmt: skip
    assert sign_in("supervisor").post(page_of(check), told).status_code == 302
    scene.enter_system()
    check.refresh_from_db()
    assert (check.picture, check.help_lines[0]) == ("wifi", "Regardez en bas à droite.")
    html = sign_in("supervisor").get(page_of(check)).content.decode()
    assert 'name="picture" value="wifi" checked' in html


def test_a_solution_has_its_drawing_too(sign_in, scene):
    remedy = Remedy.objects.select_related("cause__fault").filter(cause__fault__code="prn.no_output").first()
    address = f"/faults/{remedy.cause.fault.number}/remedies/{remedy.id}"
    html = sign_in("supervisor").get(address).content.decode()
    assert f'name="picture" value="{remedy.picture}" checked' in html


def test_an_unknown_drawing_is_refused(scene, check):
    with pytest.raises(Refused):
        change_check(check.id, by=scene.enter("supervisor"), picture="../../etc/passwd")
