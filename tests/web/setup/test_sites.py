"""A site as an administrator types it."""

import pytest

from secours.people.models import Organisation, Place, Site

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


PHONE = "Écrivez un numéro de téléphone"


@pytest.mark.parametrize("typed", ["appelez", "x1", "+"])
def test_a_telephone_number_without_digits_is_refused_and_kept(scene, sign_in, typed):
    browser = sign_in("admin")
    own = scene.person("admin").organisation_id
    organisation = {"name": "Mairie d’Aulnes", "language": "fr", "urgent_phone": typed}
    site = {**SITE, "organisation": own, "country": "FR", "urgent_phone": typed}
    for url, fields in (
        ("/setup/organisations/new", organisation),
        (f"/setup/organisations/{own}", organisation),
        ("/setup/sites/new", site),
    ):
        answer = browser.post(url, fields)
        page = answer.content.decode()
        assert (answer.status_code, page.count(PHONE)) == (422, 1), url
        assert f'value="{typed}"' in page


@pytest.mark.parametrize("typed", ["3000", "01 23 45 67 89", "+33 (0)1 23 45 67 89", "poste 412"])
def test_numbers_as_people_write_them_are_kept(scene, send, sign_in, typed):
    fields = {
        **SITE,
        "organisation": scene.person("admin").organisation_id,
        "country": "FR",
        "urgent_phone": typed,
    }
    assert sign_in("admin").post("/setup/sites/new", fields).status_code == 302
    scene.enter_system()
    assert Site.objects.get(name="Annexe").urgent_phone == typed


def test_two_organisations_of_one_name_are_refused_with_one_sentence(scene, sign_in):
    browser = sign_in("admin")
    name = Organisation.objects.get(id=scene.person("requester").organisation_id).name
    answer = browser.post("/setup/organisations/new", {"name": f" {name} ", "language": "fr"})
    assert answer.status_code == 422
    assert answer.content.decode().count('class="err"') == 1
    assert "porte déjà ce nom" in answer.content.decode()


def test_an_organisation_without_site_says_so_and_leads_to_its_first(scene, sign_in):
    browser = sign_in("admin")
    made = browser.post("/setup/organisations/new", {"name": "Mairie d’Aulnes", "language": "fr"})
    assert made["Location"].startswith("/setup/sites/new?organisation=")
    number = made["Location"].rpartition("=")[2]
    assert made["Location"] in browser.get(f"/setup/organisations/{number}").content.decode()
    browser.post(made["Location"], {**SITE, "organisation": number, "country": "FR"})
    page = browser.get(f"/setup/organisations/{number}").content.decode()
    assert made["Location"] not in page
    assert "Annexe" in page


def test_forms_begin_with_one_s_own_organisation(scene, sign_in):
    browser, own = sign_in("admin"), scene.person("admin").organisation_id
    for url in ("/setup/sites/new", "/setup/people/new", "/setup/teams/new", "/setup/mailboxes/new"):
        page = browser.get(url).content.decode()
        first = page.partition('name="organisation"')[2].partition("<option")[2]
        assert first.startswith(f' value="{own}"'), url


def test_places_are_listed_by_site_and_belong_to_it(scene, sign_in):
    browser, person = sign_in("admin"), scene.person("requester")
    scene.enter_system()
    place = Place.objects.filter(organisation_id=person.organisation_id).select_related("site").first()
    other = Site.objects.create(organisation_id=person.organisation_id, name="Annexe")
    url = f"/setup/people/{person.id}"
    assert f'<optgroup label="{place.site.name}">' in browser.get(url).content.decode()
    fields = {
        "name": person.name,
        "kind": person.kind,
        "email": person.email,
        "language": "fr",
        "place": place.id,
    }
    refused = browser.post(url, {**fields, "site": other.id})
    assert refused.status_code == 422
    assert "Ce lieu est d’un autre site" in refused.content.decode()
    assert browser.post(url, fields).status_code == 302
    scene.enter_system()
    person.refresh_from_db()
    assert (person.place_id, person.site_id) == (place.id, place.site_id)
