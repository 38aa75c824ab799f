"""Signing in, losing a password, a second factor, preferences: by HTTP, as the application's role."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from secours.people.demo import PASSWORD
from secours.people.models import Account, ApiToken
from secours.people.operations import deactivate_person, digest

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _no_limits_left(db):
    cache.clear()


def enter(browser, email, password=PASSWORD):
    return browser.post(LOGIN, {"login": email, "password": password})


def words(response):
    return response.content.decode()


def mails(count):
    """They leave by another thread, just after."""
    until = time.monotonic() + 5
    while len(mail.outbox) < count and time.monotonic() < until:
        time.sleep(0.01)
    return mail.outbox


def test_the_right_password_enters_and_the_session_is_new(scene, client):
    client.get(LOGIN)
    client.session["kept"] = "x"
    before = client.session.session_key
    response = enter(client, "Technician@demo.example ")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session.session_key != before


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(scene, client):
    wrong = enter(client, "technician@demo.example", "not-this-one")
    unknown = enter(client, "nobody@demo.example", "not-this-one")
    assert wrong.status_code == unknown.status_code == 422
    sentence = "L’adresse ou le mot de passe n’est pas bon."
    assert sentence in words(wrong)
    assert sentence in words(unknown)
    assert 'value="technician@demo.example"' in words(wrong)  # what was typed is kept, not the password
    assert "not-this-one" not in words(wrong)


def test_an_account_switched_off_is_told_so_only_with_its_password(scene, client):
    by = scene.enter("admin")
    deactivate_person(scene.person("colleague"), by=by)
    assert "Ce compte est désactivé" in words(enter(client, "colleague@demo.example"))
    assert "Ce compte est désactivé" not in words(enter(client, "colleague@demo.example", "wrong-wrong"))


def test_too_many_attempts_meet_a_limit_that_all_processes_share(scene, client):
    for _attempt in range(5):
        enter(client, "technician@demo.example", "not-this-one")
    refused = enter(client, "technician@demo.example")
    assert "Trop d’essais" in words(refused)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone()[0] > 0


def test_the_language_is_chosen_before_sign_in(scene, client):
    assert "Se connecter" in words(client.get(LOGIN, HTTP_ACCEPT_LANGUAGE="fr"))
    response = client.post("/account/language", {"language": "en", "next": LOGIN})
    assert response["Location"] == LOGIN
    page = words(client.get(LOGIN, HTTP_ACCEPT_LANGUAGE="fr"))
    assert "I have lost my password" in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(scene, client, wanted):
    assert client.post("/account/language", {"language": "en", "next": wanted})["Location"] == "/"


def test_demo_accounts_stand_on_the_page_only_in_a_demo_world(scene, client, settings):
    assert 'value="technician@demo.example"' in words(client.get(LOGIN))
    settings.SECOURS_URL = "https://support.example.org"
    assert "technician@demo.example" not in words(client.get(LOGIN))
    refused = enter(client, "technician@demo.example")
    assert refused.status_code == 422
    assert "monde de démonstration" in words(refused)


def test_nobody_signs_up(scene, client):
    before = Account.objects.count()
    page = client.post(
        "/account/signup/", {"email": "x@y.example", "password1": "a-long-one-1", "password2": "a-long-one-1"}
    )
    assert "Les comptes viennent par invitation" in words(page)
    assert Account.objects.count() == before
    assert client.get("/account/email/").status_code == 404


def test_a_lost_password_is_replaced_in_the_language_of_the_account(
    scene, client, django_capture_on_commit_callbacks, settings
):
    with django_capture_on_commit_callbacks(execute=True):
        known = client.post(
            "/account/password/reset/", {"email": "colleague@demo.example"}, HTTP_HOST="127.0.0.1"
        )
    letter = mails(1)[0]
    assert (letter.subject, letter.to) == ("Secours: choose another password", ["colleague@demo.example"])
    link = re.search(r"http\S+", letter.body).group()
    assert link.startswith(settings.SITE_ADDRESS)
    page = client.get(link.removeprefix(settings.SITE_ADDRESS), follow=True)
    form = page.request["PATH_INFO"]
    assert client.post(form, {"password1": "azerty", "password2": "azerty"}).status_code == 422
    chosen = "une phrase bien longue"
    assert client.post(form, {"password1": chosen, "password2": chosen}).status_code == 302
    assert enter(Client(), "colleague@demo.example", chosen).status_code == 302
    again = Client().get(link.removeprefix(settings.SITE_ADDRESS), follow=True)
    assert "Il a déjà servi, ou il est trop ancien." in words(again)
    assert known.status_code == 302


def test_an_unknown_address_gets_the_same_page_and_no_mail(scene, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
        known = client.post("/account/password/reset/", {"email": "client@demo.example"})
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert [letter.to for letter in mails(1)] == [["client@demo.example"]]


def test_a_changed_password_puts_other_devices_out(scene):
    here, there = Client(), Client()
    enter(here, "requester@demo.example")
    enter(there, "requester@demo.example")
    new = {"password1": "une phrase bien longue", "password2": "une phrase bien longue"}
    wrong = here.post("/account/password/change/", {"oldpassword": "not-this-one", **new})
    assert wrong.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel" in words(wrong)
    assert here.post("/account/password/change/", {"oldpassword": PASSWORD, **new}).status_code == 302
    assert here.get("/account/preferences").status_code == 200
    assert there.get("/account/preferences").status_code == 302


def test_a_second_factor_is_switched_on_and_then_asked(scene, client):
    enter(client, "technician@demo.example")
    asked = client.get("/account/2fa/totp/activate/")["Location"]
    assert client.post(asked, {"password": "not-this-one"}).status_code == 422
    page = client.post(asked, {"password": PASSWORD}, follow=True)
    secret = re.search(r'id="secret" readonly value="(\w+)"', words(page)).group(1)
    refused = client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert refused.status_code == 422
    assert "Ce code n’est pas le bon" in words(refused)
    accepted = client.post("/account/2fa/totp/activate/", {"code": _code(secret)})
    assert accepted.status_code == 302
    codes = words(client.get(accepted["Location"]))
    recovery = re.findall(r"<li>([0-9a-f]{8})</li>", codes)
    assert len(recovery) == 10
    _enter_with_code(recovery[0])
    other = Client()
    enter(other, "technician@demo.example")
    assert other.post("/account/2fa/authenticate/", {"code": recovery[0]}).status_code == 422  # once only


def test_a_second_factor_asks_for_the_password_first(sign_in):
    response = sign_in("technician").get("/account/2fa/totp/activate/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/reauthenticate/")


def _enter_with_code(code):
    other = Client()
    asked = enter(other, "technician@demo.example")
    assert asked["Location"].startswith("/account/2fa/authenticate/")
    assert other.get("/account/preferences").status_code == 302  # the password alone opens nothing
    assert other.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert other.get("/account/preferences").status_code == 200


def _code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_signing_out_takes_a_post(sign_in):
    browser = sign_in("technician")
    assert browser.get("/account/logout/").status_code == 200
    assert browser.get("/account/preferences").status_code == 200
    assert browser.post("/account/logout/").status_code == 302
    assert browser.get("/account/preferences").status_code == 302


def test_preferences_are_kept_and_followed(sign_in):
    browser = sign_in("requester")
    chosen = {"language": "en", "time_zone": "America/Montreal", "theme": "dark"}
    assert browser.post("/account/preferences", chosen).status_code == 302
    page = words(browser.get("/account/preferences"))
    assert "Your preferences are kept." in page
    assert 'data-theme="dark"' in page
    account = Account.objects.get(email="requester@demo.example")
    assert (account.language, account.time_zone, account.theme) == ("en", "America/Montreal", "dark")


def test_preferences_refuse_what_is_not_offered(sign_in):
    response = sign_in("requester").post(
        "/account/preferences", {"language": "xx", "time_zone": "Mars/Olympus", "theme": "dark"}
    )
    assert response.status_code == 422
    assert "Choisissez dans la liste." in words(response)


def test_a_key_is_shown_once_and_kept_as_a_digest(sign_in):
    browser = sign_in("technician")
    made = browser.post("/account/preferences/tokens", {"name": "import", "days": "30"})
    assert made.status_code == 201
    secret = re.search(r"sec_[\w-]+", words(made)).group()
    token = ApiToken.objects.get()
    assert (token.sha256, token.prefix) == (digest(secret), secret[:8])
    assert 29 <= (token.expires_at - timezone.now()).days <= 30
    assert secret not in words(browser.get("/account/preferences"))
    assert browser.post(f"/account/preferences/tokens/{token.id}/revocation").status_code == 302
    assert not ApiToken.objects.exists()


def test_the_key_of_another_is_not_there_to_revoke(sign_in):
    sign_in("technician").post("/account/preferences/tokens", {"name": "import", "days": "0"})
    token = ApiToken.objects.get()
    assert sign_in("outsider").post(f"/account/preferences/tokens/{token.id}/revocation").status_code == 404
    assert ApiToken.objects.exists()


def test_a_key_needs_a_name(sign_in):
    response = sign_in("technician").post("/account/preferences/tokens", {"name": " ", "days": "30"})
    assert response.status_code == 422
    assert "Il faut remplir ce champ." in words(response)


def test_asking_again_and_again_for_a_link_meets_a_limit(scene, client):
    answers = [client.post("/account/password/reset/", {"email": "nobody@example.org"}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Trop d’essais" in words(answers[-1])
