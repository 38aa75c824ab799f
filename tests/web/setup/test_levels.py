"""Categories, priorities, hours and promises, places: what an administrator sets, and how it is refused."""

import re

import pytest

from secours.journal.models import Entry
from secours.people.models import Place, Site
from secours.service_levels.models import Category
from secours.service_levels.queries import default_agreement, priority_of, promise_for


@pytest.fixture
def admin(sign_in, scene):
    browser = sign_in("admin")
    scene.enter_system()
    return browser


def words(response):
    return response.content.decode()


def sent(page):
    """What a browser would send of a page that nobody changed."""
    texts = dict(re.findall(r'<input type="(?:text|number)" name="(\w+)"[^>]*? value="([^"]*)"', page))
    selects = re.findall(r'<select name="(\w+)".*?<option value="([^"]*)" selected>', page, re.DOTALL)
    return {**texts, **dict(selects)}


def test_a_category_has_a_name_in_both_languages(admin, scene):
    category = Category.objects.get(code="printing")
    fields = {"name_fr": "Impression", "name_en": "", "impact": "1", "urgency": "2", "is_active": "on"}
    refused = admin.post(f"/setup/categories/{category.id}", fields)
    assert refused.status_code == 422
    assert "Il faut remplir ce champ." in words(refused)
    fields |= {"name_en": "Printing", "asks_assessment": "on"}
    assert admin.post(f"/setup/categories/{category.id}", fields).status_code == 302
    scene.enter_system()
    category.refresh_from_db()
    assert (category.name_fr, category.impact, category.asks_assessment) == ("Impression", 1, True)
    assert Entry.objects.filter(kind="category.changed", subject_id=category.id).exists()


def test_a_category_without_code_takes_it_from_its_english_name(admin, scene):
    fields = {"code": "", "name_fr": "Caisse", "name_en": "Tills & Café", "impact": "1", "urgency": "2"}
    assert admin.post("/setup/categories/new", fields).status_code == 302
    scene.enter_system()
    assert Category.objects.get(name_fr="Caisse").code == "tills-cafe"
    assert admin.post("/setup/categories/new", {**fields, "name_en": "…"}).status_code == 422


def test_a_code_is_used_once(admin):
    fields = {
        "code": "printing",
        "name_fr": "x",
        "name_en": "x",
        "impact": "1",
        "urgency": "1",
        "is_active": "on",
    }
    refused = admin.post("/setup/categories/new", fields)
    assert refused.status_code == 422
    assert "Une catégorie a déjà ce code." in words(refused)


def test_the_matrix_is_changed_cell_by_cell(admin, scene):
    fields = sent(words(admin.get("/setup/priorities")))
    assert len([name for name in fields if name.startswith("cell_")]) == 9
    assert admin.post("/setup/priorities", {**fields, "cell_3_3": "1"}).status_code == 302
    scene.enter_system()
    assert priority_of(1, 3, 3) == 1
    assert Entry.objects.filter(kind="priority.changed").count() == 1


def test_hours_and_promises_are_kept(admin, scene):
    fields = sent(words(admin.get("/setup/hours")))
    fields |= {"day_5": "9h-12h", "closed_days": "2026-12-24", "response_1": "10", "region": "57"}
    assert admin.post("/setup/hours", fields).status_code == 302
    scene.enter_system()
    calendar = default_agreement(0).calendar
    assert calendar.hours["5"] == [["09:00", "12:00"]]
    assert (calendar.closed_days, calendar.region) == (["2026-12-24"], "57")
    assert promise_for(0, 1).response_minutes == 10
    assert "vendredi 25 décembre" in words(admin.get("/setup/hours"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day_0": "le matin"}, "Écrivez les heures comme"),
        ({"day_0": "13:30-18:00, 08:30-12:30"}, "sans se chevaucher"),
        ({"day_0": "25:00-26:00"}, "Écrivez les heures comme"),
        ({"region": "Atlantide"}, "Aucun jour férié"),
        ({"closed_days": "Noël"}, "n’est pas une date"),
        ({"response_1": "999"}, "ne peut pas être promise avant"),
        ({"response_1": "beaucoup"}, "Écrivez un nombre entier."),
    ],
)
def test_wrong_hours_are_refused_beside_their_field(admin, change, sentence):
    fields = {**sent(words(admin.get("/setup/hours"))), **change}
    refused = admin.post("/setup/hours", fields)
    assert refused.status_code == 422
    assert sentence in words(refused)
    assert next(iter(change.values())) in words(refused)


def test_a_place_has_its_sensitive_periods(admin, scene):
    site = Site.objects.get(name="Saint-Luc")
    fields = {
        "name": "Bloc",
        "kind": "ward",
        "criticality": "3",
        "periods": "1-5, 7 08:00-12:00 programme / theatre list",
    }
    assert admin.post(f"/setup/sites/{site.id}/places/new", fields).status_code == 302
    scene.enter_system()
    place = Place.objects.get(name="Bloc")
    period = {
        "days": [0, 1, 2, 3, 4, 6],
        "from": "08:00",
        "to": "12:00",
        "fr": "programme",
        "en": "theatre list",
    }
    assert place.critical_periods == [period]
    assert "1,2,3,4,5,7 08:00-12:00 programme / theatre list" in words(admin.get(f"/setup/places/{place.id}"))


@pytest.mark.parametrize(
    "line", ["demain", "0-5 08:00-12:00 a / b", "1-5 12:00-08:00 a / b", "1-9 08:00-09:00 a / b"]
)
def test_a_period_that_is_not_understood_is_named(admin, line):
    site = Site.objects.get(name="Saint-Luc")
    fields = {"name": "Bloc", "kind": "ward", "criticality": "3", "periods": line}
    refused = admin.post(f"/setup/sites/{site.id}/places/new", fields)
    assert refused.status_code == 422
    assert line in words(refused)


def test_a_site_name_is_used_once_in_its_organisation(admin):
    site = Site.objects.get(name="Saint-Luc")
    fields = {
        "organisation": site.organisation_id,
        "name": "Saint-Luc",
        "time_zone": "Europe/Paris",
        "country": "fr",
    }
    refused = admin.post("/setup/sites/new", fields)
    assert refused.status_code == 422
    assert "a déjà un site de ce nom" in words(refused)


def test_an_administrator_of_a_client_may_not_change_what_all_share(scene, sign_in):
    from secours.people.operations import grant_role

    grant_role(scene.person("client"), "administrator", by=scene.enter("admin"))
    category = Category.objects.get(code="printing")
    fields = {"name_fr": "x", "name_en": "x", "impact": "1", "urgency": "2", "is_active": "on"}
    assert sign_in("client").post(f"/setup/categories/{category.id}", fields).status_code == 403
