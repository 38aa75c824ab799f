"""Behind a proxy: who is believed about the visitor's address and the scheme, and what an https address changes."""

import runpy
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from secours.config import settings as configured
from secours.people.demo import PASSWORD

LOGIN = "/account/login/"
PROXY, STRANGER = "10.0.0.5", "203.0.113.9"


@pytest.fixture(autouse=True)
def _no_limits_left(db: None) -> None:
    cache.clear()


@pytest.fixture
def at_https(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings of an installation at an https address behind a proxy, read from its environment as at its start."""
    monkeypatch.setenv("SECOURS_URL", "https://help.example.org")
    monkeypatch.setenv("SECOURS_TRUSTED_PROXIES", "10.0.0.0/24")
    for name, value in runpy.run_path(configured.__file__).items():
        if name.startswith(
            ("SECURE_", "SESSION_COOKIE", "CSRF_", "SECOURS_TRUSTED", "SECOURS_URL", "ALLOWED")
        ):
            setattr(settings, name, value)
    settings.SECOURS_DEMO = "public"  # or the cast could not sign in
    return settings


def browser(peer: str, **headers: str) -> Client:
    return Client(
        REMOTE_ADDR=peer,
        HTTP_HOST="help.example.org",
        **{f"HTTP_{name}": value for name, value in headers.items()},
    )


def test_an_https_address_makes_cookies_secure(at_https: Any, scene: Any) -> None:
    visitor = browser(PROXY, X_FORWARDED_PROTO="https", X_FORWARDED_FOR=STRANGER)
    visitor.get(LOGIN)
    answer = visitor.post(LOGIN, {"login": "technician@demo.example", "password": "wrong-wrong"})
    assert answer.status_code == 422
    assert visitor.cookies[at_https.CSRF_COOKIE_NAME]["secure"]
    visitor.post(LOGIN, {"login": "technician@demo.example", "password": PASSWORD})
    assert visitor.cookies[at_https.SESSION_COOKIE_NAME]["secure"]


def test_a_plain_address_has_cookies_that_a_desk_can_use(client: Client, scene: Any, settings: Any) -> None:
    client.post(LOGIN, {"login": "technician@demo.example", "password": PASSWORD})
    assert not client.cookies[settings.SESSION_COOKIE_NAME]["secure"]


def test_the_scheme_is_believed_from_the_proxy_only(at_https: Any) -> None:
    """HSTS is sent over https alone: it says what the request was taken for."""

    def said(peer: str, **headers: str) -> bool:
        return browser(peer, **headers).get(LOGIN).has_header("Strict-Transport-Security")

    assert said(PROXY, X_FORWARDED_PROTO="https")
    assert not said(PROXY, X_FORWARDED_PROTO="http")
    assert not said(PROXY)
    assert not said(STRANGER, X_FORWARDED_PROTO="https")


def test_a_forged_address_does_not_escape_the_limit(at_https: Any) -> None:
    """Ten wrong passwords a minute from one address; each of these says that it comes from another."""
    assert limited(STRANGER)
    cache.clear()
    assert not limited(PROXY), "what the proxy says is the visitor's address"


def test_of_several_addresses_the_one_that_the_proxy_saw_counts(at_https: Any) -> None:
    assert limited(PROXY, after=f", {STRANGER}")


def limited(peer: str, after: str = "") -> bool:
    for attempt in range(11):
        visitor = browser(peer, X_FORWARDED_FOR=f"198.51.100.{attempt}{after}", ACCEPT_LANGUAGE="en")
        answer = visitor.post(LOGIN, {"login": f"nobody{attempt}@example.org", "password": "wrong-wrong"})
    return "Too many attempts" in answer.content.decode()
