"""What stays under the thumb: send at once, or call."""

import re

import pytest

from secours.people.models import Account


@pytest.mark.parametrize(("language", "shown"), [("fr", "Appeler le"), ("en", "Call")])
def test_the_number_is_short_on_the_button_and_whole_for_who_listens(scene, screen, language, shown):
    scene.enter_system()
    Account.objects.filter(email="requester@demo.example").update(language=language)
    page = screen().open("/portal/").press("/portal/", text="L’imprimante n’imprime plus")
    foot = re.search(r"<footer.*?</footer>", page.html, flags=re.S)[0]
    link = re.search(r'<a class="btn" href="tel:(\d+)" aria-label="([^"]+)">(.*?)</a>', foot, flags=re.S)
    words = re.sub(r"<svg.*?</svg>", "", link[3], flags=re.S).strip()
    assert words == f"{shown} {link[1]}"
    assert words.lower() in link[2].lower()
    assert "Urgent" in link[2]
