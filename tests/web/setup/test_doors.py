"""Setup is administrators’: each page, each role, and no form accepts what it should not."""

import pytest
from django.urls import reverse

from secours.people.models import Organisation, Person, Place, Site, Team
from secours.service_levels.models import Category
from secours.web.setup.urls import urlpatterns

OPEN = {"first", "invitation"}
# Supervisors keep these too: tests/web/workbench/test_standard_replies.py
SHARED = {"standard_replies", "standard_reply_new", "standard_reply", "standard_reply_removal"}
ROLES = ["requester", "technician", "supervisor", "manager", "client", "outsider"]


def addresses(scene, *, but=frozenset()):
    ids = {
        "organisation_id": Organisation.objects.get(is_provider=True).id,
        "site_id": Site.objects.first().id,
        "place_id": Place.objects.first().id,
        "team_id": Team.objects.first().id,
        "person_id": Person.objects.first().id,
        "category_id": Category.objects.first().id,
        "reach_id": 1, "mailbox_id": 1, "raw_id": 1, "reply_id": 1,
    }  # fmt: skip
    for pattern in urlpatterns:
        if pattern.name not in OPEN | but:
            names = pattern.pattern.converters
            yield reverse(f"setup:{pattern.name}", kwargs={name: ids[name] for name in names})


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_reads_or_changes_anything(scene, sign_in, role):
    browser = sign_in(role)
    scene.enter_system()
    for address in list(addresses(scene, but=SHARED if role == "supervisor" else frozenset())):
        assert browser.get(address).status_code in (403, 405), address
        assert browser.post(address, {"name": "x"}).status_code == 403, address


def test_a_stranger_signs_in_first(scene, client):
    scene.enter_system()
    for address in list(addresses(scene)):
        assert client.get(address)["Location"].startswith("/account/login/"), address


def test_an_administrator_reads_every_page(scene, sign_in):
    browser = sign_in("admin")
    scene.enter_system()
    for address in list(addresses(scene)):
        assert browser.get(address).status_code in (200, 404, 405), address


def test_the_first_page_is_gone_once_there_is_an_account(client, scene):
    assert client.get("/setup/first").status_code == 404
    assert client.post("/setup/first", {"name": "x"}).status_code == 404
