"""Signing in with a service of one's own: against a small one that really answers, over HTTP."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt
import pytest
from django.test import Client

from secours.config.environment import WrongSetting
from secours.config.openid import openid_origins, openid_providers
from secours.journal.models import Entry
from secours.people.models import Account
from secours.people.operations import deactivate_person

pytestmark = pytest.mark.django_db
LOGIN, CALLBACK = "/account/oidc/main/login/", "/account/oidc/main/login/callback/"


class Service(ThreadingHTTPServer):
    """Says of everyone who comes with the code “good” what `claims` holds; keeps what it was asked."""

    claims: dict[str, Any]
    asked: list[dict[str, list[str]]]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        here = self.server.address
        if self.path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            known = {f"{name}_endpoint": f"{here}/{path}" for name, path in names.items()}
            self._send(200, {**known, "issuer": here, "jwks_uri": f"{here}/keys"})
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer of-someone":
            self._send(200, self.server.claims)
        else:
            self._send(404, {})

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(asked)
        if asked.get("code") != ["good"]:
            return self._send(400, {"error": "invalid_grant"})
        about = {
            "iss": self.server.address,
            "aud": "secours",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
        }
        token = jwt.encode({**self.server.claims, **about}, "k" * 32, algorithm="HS256")
        return self._send(200, {"access_token": "of-someone", "token_type": "Bearer", "id_token": token})

    def log_message(self, *_words: object) -> None:
        """Quiet."""

    def _send(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def service(scene: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Answers)
    server.claims = {"sub": "u-1", "email": "Technician@demo.example", "email_verified": True}
    server.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SECOURS_OIDC_URL", server.address)
    monkeypatch.setenv("SECOURS_OIDC_CLIENT_ID", "secours")
    monkeypatch.setenv("SECOURS_OIDC_CLIENT_SECRET", "between us")
    monkeypatch.setenv("SECOURS_OIDC_NAME", "Clinique")
    settings.SOCIALACCOUNT_PROVIDERS = openid_providers()
    yield server
    server.shutdown()
    server.server_close()


def comes_back(browser: Client, code: str = "good") -> Any:
    """To the service and back, as a browser would."""
    there = urlparse(browser.post(LOGIN)["Location"])
    asked = parse_qs(there.query)
    assert asked["redirect_uri"][0].endswith(CALLBACK)
    assert asked["code_challenge_method"] == ["S256"]
    return browser.get(CALLBACK, {"code": code, "state": asked["state"][0]})


def reader_of(browser: Client) -> str:
    """Who the browser is, on a page that only someone signed in opens."""
    if browser.get("/account/preferences").status_code != 200:
        return ""
    return Account.objects.get(id=browser.session["_auth_user_id"]).email


def test_the_sign_in_page_offers_it(service, client):
    page = client.get("/account/login/").content.decode()
    assert "Clinique" in page
    assert f'action="{LOGIN}' in page


def test_whom_the_service_knows_is_signed_in(service, client):
    answer = comes_back(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert reader_of(client) == "technician@demo.example"
    assert (service.asked[0]["client_secret"], "code_verifier" in service.asked[0]) == (["between us"], True)


def test_tying_an_account_is_told_once(service, scene):
    comes_back(Client())
    comes_back(Client())
    scene.enter_system()
    entry = Entry.objects.get(kind="account.connected")
    person = scene.person("technician")
    assert (entry.subject_kind, entry.subject_id, entry.actor_id) == ("person", person.id, person.id)
    assert entry.data == {"provider": "main"}


def test_later_by_the_person_not_by_the_address(service):
    comes_back(Client())
    service.claims |= {"email": "renamed@elsewhere.example", "email_verified": False}
    browser = Client()
    comes_back(browser)
    assert reader_of(browser) == "technician@demo.example"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@elsewhere.example"},
        {"email_verified": False},
        {"email": None},
    ],
)
def test_whom_nobody_invited_stays_outside(service, client, claims):
    service.claims |= claims
    before = Account.objects.count()
    answer = comes_back(client)
    assert "invitation" in answer.content.decode()
    assert reader_of(client) == ""
    assert Account.objects.count() == before


def test_a_service_that_is_trusted_need_not_say_verified(service, client, settings):
    settings.SECOURS_OIDC_TRUSTED = True
    del service.claims["email_verified"]
    comes_back(client)
    assert reader_of(client) == "technician@demo.example"


def test_who_was_switched_off_stays_outside(service, client, scene):
    deactivate_person(scene.person("technician"), by=scene.enter("admin"))
    assert comes_back(client).status_code in (302, 403)
    assert reader_of(client) == ""


@pytest.mark.parametrize("answer", [{"code": "bad"}, {"error": "access_denied"}])
def test_a_refusal_of_the_service_is_said(service, client, answer):
    asked = parse_qs(urlparse(client.post(LOGIN)["Location"]).query)
    page = client.get(CALLBACK, {**answer, "state": asked["state"][0]}, follow=True)
    assert "ne vous a pas laissé entrer" in page.content.decode()
    assert reader_of(client) == ""


def test_a_state_of_another_browser_is_refused(service, client):
    asked = parse_qs(urlparse(Client().post(LOGIN)["Location"]).query)
    client.get(CALLBACK, {"code": "good", "state": asked["state"][0]})
    assert reader_of(client) == ""


def test_without_a_setting_there_is_no_such_way(scene, client):
    assert client.post(LOGIN).status_code == 404
    assert "oidc" not in client.get("/account/login/").content.decode()


def test_half_a_setting_is_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("SECOURS_OIDC_URL", "https://login.example.org/realms/clinic")
    monkeypatch.delenv("SECOURS_OIDC_CLIENT_ID", raising=False)
    with pytest.raises(WrongSetting, match="SECOURS_OIDC_CLIENT_ID"):
        openid_providers()
    assert openid_origins() == ["https://login.example.org"]
