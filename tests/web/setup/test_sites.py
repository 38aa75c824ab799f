"""A site as an administrator types it."""

import pytest

from secours.people.models import Site

SITE = {
    "name": "Annexe",
    "address": "",
    "urgent_phone": "",
    "time_zone": "Europe/Paris",
    "holiday_region": "",
}


@pytest.fixture
def send(scene, sign_in):
    browser = sign_in("admin")

    def typed(country, **headers):
        organisation = scene.person("admin").organisation_id
        fields = {**SITE, "organisation": organisation, "country": country}
        return browser.post("/setup/sites/new", fields, headers=headers or None)

    return typed


@pytest.mark.parametrize("country", ["ZZZ", "ZZ", "F", "éé", "EU"])
def test_a_country_that_is_none_is_refused_with_a_sentence(send, country):
    answer = send(country, accept_language="fr")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"Aucun pays n’a le code «\u00a0{country.upper()}\u00a0»" in page
    assert f'value="{country}"' in page  # what was typed is kept
    assert not Site.objects.filter(name="Annexe").exists()


def test_a_country_in_small_letters_is_kept_in_capitals(scene, send):
    assert send("be").status_code == 302
    scene.enter_system()
    assert Site.objects.get(name="Annexe").country == "BE"
