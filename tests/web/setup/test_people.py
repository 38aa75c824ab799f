"""People, roles, reach, invitations, teams, as an administrator sets them."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail

from secours.people.actor import actor_of_account
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Account, Invitation, Organisation, Person, Role, Team
from secours.people.operations import (
    change_person,
    deactivate_person,
    grant_reach,
    grant_role,
    invite,
    withdraw_role,
)


@pytest.fixture
def admin(sign_in, scene):
    browser = sign_in("admin")
    scene.enter_system()
    return browser


def words(response):
    return response.content.decode()


def values(person, **changes):
    kept = {"name": person.name, "kind": person.kind, "email": person.email, "language": person.language}
    return {
        **kept,
        "phone": "",
        "login": "",
        "job_title": "",
        "department": "",
        "site": "",
        "place": "",
        **changes,
    }


def test_search_ignores_accents_and_case(admin):
    page = words(admin.get("/setup/people?q=INES"))
    assert "Inès Lambert" in page
    assert "Karim Benali" not in page


def test_a_person_is_changed_and_the_journal_says_which_fields(admin, scene):
    person = scene.person("requester")
    url = f"/setup/people/{person.id}"
    assert admin.post(url, values(person, department="Urgences", is_vip="on")).status_code == 302
    scene.enter_system()
    person.refresh_from_db()
    assert (person.department, person.is_vip) == ("Urgences", True)


def test_a_refused_address_stands_beside_its_field_and_what_was_typed_stays(admin, scene):
    person = scene.person("requester")
    response = admin.post(
        f"/setup/people/{person.id}", values(person, email="claire@", department="Urgences")
    )
    assert response.status_code == 422
    assert "Cette adresse n’est pas complète." in words(response)
    assert 'aria-invalid="true"' in words(response)
    assert 'value="Urgences"' in words(response)


def test_an_address_of_someone_else_is_refused(admin, scene):
    person = scene.person("requester")
    response = admin.post(f"/setup/people/{person.id}", values(person, email="client@demo.example"))
    assert response.status_code == 422
    assert "Quelqu’un de cette organisation a déjà cette adresse." in words(response)


def test_the_account_follows_the_address_and_only_administrators_may_move_it(scene):
    person = scene.person("requester")
    with pytest.raises(NotAllowed):
        change_person(person, by=scene.enter("technician"), email="taken.over@demo.example")
    change_person(person, by=scene.enter("admin"), email="claire.morvan@demo.example")
    assert Account.objects.get(id=person.account_id).email == "claire.morvan@demo.example"


def test_roles_are_granted_and_withdrawn(admin, scene):
    person = scene.person("technician")
    assert admin.post(f"/setup/people/{person.id}/roles", {"roles": ["supervisor"]}).status_code == 302
    scene.enter_system()
    assert set(Role.objects.filter(person=person).values_list("name", flat=True)) == {"supervisor"}


def test_the_last_administrator_stays(admin, scene):
    person = scene.person("admin")
    response = admin.post(f"/setup/people/{person.id}/roles", {"roles": ["technician"]})
    assert response.status_code == 422
    assert "dernier compte d’administration" in words(response)
    with pytest.raises(Refused):
        withdraw_role(person, "administrator", by=scene.enter("admin"))


def test_reach_is_granted_with_dates_and_withdrawn(admin, scene):
    person = scene.person("technician")
    url = f"/setup/people/{person.id}/reaches"
    town = scene.person("outsider").organisation_id
    reversed_ = {"served": town, "starts_on": "2026-12-01", "ends_on": "2026-11-01", "reason": ""}
    refused = admin.post(url, reversed_)
    assert refused.status_code == 422
    assert "La fin précède le début" in words(refused)
    assert admin.post(url, {**reversed_, "ends_on": "2026-12-31"}).status_code == 302
    scene.enter_system()
    reach = person.reaches.get(served_id=town)
    assert admin.post(f"{url}/{reach.id}/removal").status_code == 302
    scene.enter_system()
    assert not person.reaches.filter(served_id=town).exists()


def test_who_is_switched_off_signs_in_no_more(admin, scene):
    person = scene.person("colleague")
    assert admin.post(f"/setup/people/{person.id}/deactivation").status_code == 302
    assert actor_of_account(person.account_id) is None
    assert not Account.objects.get(id=person.account_id).is_active
    assert admin.post(f"/setup/people/{person.id}/reactivation").status_code == 302
    assert actor_of_account(person.account_id) is not None


def test_nobody_switches_themselves_off(scene):
    by = scene.enter("admin")
    with pytest.raises(Refused):
        deactivate_person(scene.person("admin"), by=by)


def test_an_invitation_replaces_the_one_before_and_ends(scene, client):
    person = scene.person("requester")
    by = scene.enter("admin")
    _first, old = invite(person.id, by=by)
    _second, new = invite(person.id, by=by)
    assert client.get(f"/setup/invitations/{old}").status_code == 410
    assert client.get(f"/setup/invitations/{new}").status_code == 200
    scene.enter_system()
    Invitation.objects.filter(person=person).update(expires_at="2020-01-01T00:00Z")
    assert client.post(f"/setup/invitations/{new}", {"password": "une phrase bien longue"}).status_code == 410


@pytest.mark.parametrize("secret", ["x", "e3b0c44298fc1c149afbf4c8996fb924"])
def test_a_guessed_invitation_opens_nothing(scene, client, secret):
    assert client.get(f"/setup/invitations/{secret}").status_code == 410


def test_a_wrong_line_among_the_addresses_is_named(admin):
    lines = "ines@vallees.example\nkarim.vallees.example"
    response = admin.post("/setup/invitations", {"addresses": lines, "role": "technician", "team": ""})
    assert response.status_code == 422
    assert "« karim.vallees.example » n’est pas une adresse complète." in words(response).replace("\xa0", " ")
    assert "karim.vallees.example</textarea>" in words(response)
    assert not mail.outbox


def test_an_invitation_is_mailed_after_the_transaction(admin, scene, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after:
        response = admin.post(f"/setup/people/{scene.person('requester').id}/invitation")
    assert response.status_code == 201
    assert not mail.outbox
    for send in after:
        send()
    until = time.monotonic() + 5
    while not mail.outbox and time.monotonic() < until:
        time.sleep(0.01)
    link = re.search(r"/setup/invitations/[\w-]+", words(response))[0]
    assert [(one.to, link in one.body) for one in mail.outbox] == [(["requester@demo.example"], True)]


def test_an_invitation_without_mail_server_still_gives_its_link(admin, scene, settings):
    settings.EMAIL_BACKEND = "secours.channels.mail.sending.Backend"
    settings.SECOURS_EMAIL_URL = "smtp://127.0.0.1:1"
    person = scene.person("requester")
    response = admin.post(f"/setup/people/{person.id}/invitation")
    assert response.status_code == 201
    assert "remettez ce lien vous-même" in words(response)
    assert re.search(r"/setup/invitations/[\w-]+", words(response))


def test_no_invitation_is_said_to_be_on_its_way_when_mail_only_goes_to_the_console(admin, scene, settings):
    settings.SECOURS_EMAIL_URL = "console://"
    answer = words(admin.post(f"/setup/people/{scene.person('requester').id}/invitation"))
    assert "Remettez vous-même ce lien à Claire Morvan" in answer
    assert "part à" not in answer
    assert "Aucun mail ne part encore" in words(admin.get("/setup/"))
    settings.SECOURS_EMAIL_URL = "memory://"
    assert "Aucun mail ne part encore" not in words(admin.get("/setup/"))


def test_who_only_asks_for_help_is_invited_without_a_role(admin, scene):
    team = Team.objects.get(is_default=True)
    told = {"addresses": "Léa Petit <lea@vallees.example>", "role": "requester", "team": team.id}
    assert admin.post("/setup/invitations", told).status_code == 201
    scene.enter_system()
    person = Person.objects.get(email="lea@vallees.example")
    assert person.invitations.count() == 1
    assert not person.roles.exists()
    assert not person.reaches.exists()
    assert not team.memberships.filter(person=person).exists()


def test_an_invitation_tells_the_address_and_is_accepted_in_the_language_it_was_read_in(scene, client):
    person = scene.person("requester")
    assert person.language == "fr"
    _invitation, secret = invite(person.id, by=scene.enter("admin"))
    address = f"/setup/invitations/{secret}"
    english = {"HTTP_ACCEPT_LANGUAGE": "en-GB"}
    assert 'value="requester@demo.example"' in words(client.get(address, **english))
    assert client.post(address, {"password": "a sentence, long enough"}, **english).status_code == 302
    scene.enter_system()
    person.refresh_from_db()
    assert (person.language, person.account.language) == ("en", "en")


def test_a_team_gets_members_and_becomes_the_default(admin, scene):
    team = Team.objects.get(name="Systèmes et réseaux N2")
    manager = scene.person("supervisor")
    assert admin.post(f"/setup/teams/{team.id}/members", {"person": manager.id}).status_code == 302
    assert (
        admin.post(
            f"/setup/teams/{team.id}", {"name": team.name, "level": "2", "is_default": "on"}
        ).status_code
        == 302
    )
    scene.enter_system()
    assert team.memberships.filter(person=manager).exists()
    assert list(Team.objects.filter(is_default=True).values_list("id", flat=True)) == [team.id]
    refused = admin.post(f"/setup/teams/{team.id}", {"name": team.name, "level": "2"})
    assert refused.status_code == 422


def test_pages_of_people_are_by_key_and_cost_the_same(admin, scene, django_assert_max_num_queries):
    organisation = scene.person("requester").organisation_id
    Person.objects.bulk_create(
        Person(organisation_id=organisation, name=f"Zoé {n:03}", sort_key=f"zoe {n:03}") for n in range(120)
    )
    with django_assert_max_num_queries(25):
        first = words(admin.get("/setup/people?q=zoe"))
    following = re.search(r'href="(\?q=zoe[^"]+)"', first).group(1).replace("&amp;", "&")
    second = words(admin.get(f"/setup/people{following}"))
    assert "Zoé 049" in first
    assert "Zoé 050" not in first
    assert "Zoé 050" in second
    assert "Zoé 049" not in second


def test_nobody_gives_more_reach_than_they_have(scene):
    person = scene.person("client")
    grant_role(person, "administrator", by=scene.enter("admin"))
    by = scene.enter("client")
    with pytest.raises(NotAllowed):
        grant_reach(person, by=by)
    with pytest.raises(NotAllowed):
        grant_reach(person, by=by, served=Organisation(id=scene.actor("outsider").organisation_id))


def test_an_invitation_never_replaces_a_second_factor(scene, client):
    person = scene.person("requester")
    _invitation, secret = invite(person.id, by=scene.enter("admin"))
    TOTP.activate(person.account, generate_totp_secret())
    answer = client.post(f"/setup/invitations/{secret}", {"password": "une phrase bien longue"})
    assert answer["Location"] == "/account/login/"
    assert client.get("/account/preferences").status_code == 302


def test_a_client_s_administrator_does_not_stand_in_for_the_provider_s(scene):
    contact, provider_s = scene.person("client"), scene.person("admin")
    by = scene.enter("admin")
    grant_role(contact, "administrator", by=by)
    with pytest.raises(Refused) as refused:
        withdraw_role(provider_s, "administrator", by=by)
    assert refused.value.code == "last_administrator"
    withdraw_role(contact, "administrator", by=by)
