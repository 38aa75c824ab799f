"""Every address × role × organisation, against a table that is written by hand (table.py).

The oracle is the cast's own story (who serves whom, from table.WORLD), never access.py itself.
"""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from tests.access.scenery import build_scenery
from tests.access.table import ROLES, TABLE, may

from secours.people.models import Account

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"


def addresses(resolver=None, prefix="", outer=()):
    """Each name with the names of its arguments, those of the prefixes it lies under included."""
    for pattern in (resolver or get_resolver()).url_patterns:
        wanted = (*outer, *(pattern.pattern.converters or pattern.pattern.regex.groupindex))
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", wanted
        else:
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, prefix + space, wanted)


def test_every_address_has_its_line():
    names = {name for name, _wanted in addresses()}
    assert names - set(TABLE) == set(), "addresses without a line in tests/access/table.py"
    assert set(TABLE) - names == set(), "lines of tests/access/table.py without an address"


@pytest.fixture
def scenery(scene):
    return build_scenery(scene)


def browser(role):
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        account = Account.objects.get(email=f"{role}@demo.example")
        client.force_login(account, backend="secours.web.accounts.AccountBackend")
    return client


def cases(scenery):
    """Each address with each sample of what it names: (name, url, sample)."""
    for name, wanted in addresses():
        for sample in scenery.samples(name, wanted):
            yield name, reverse(name, kwargs=sample.arguments) + sample.query, sample


def outcome(response):
    """`seen`, `refused`, or `none` where the address takes no such method."""
    if response.status_code == 405:
        return "none"
    if response.status_code in (401, 403, 404, 410):
        return "refused"
    chain = getattr(response, "redirect_chain", [])
    if any(there.startswith((SIGN_IN, "/setup/first")) for there, _status in chain):
        return "refused"
    if response.status_code in (301, 302) and response.url.startswith((SIGN_IN, "/setup/first")):
        return "refused"
    return "seen"


@pytest.mark.parametrize("role", ROLES)
def test_reading(scenery, role):
    client, wrong = browser(role), []
    for name, url, sample in cases(scenery):
        answer = outcome(client.get(url, follow=not url.startswith(SIGN_IN)))
        expected = "seen" if may(role, name, sample) else "refused"
        if answer not in ("none", expected):
            wrong.append(f"GET {url} ({name}) as {role}: {answer}, expected {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_writing_is_refused_to_those_who_may_not(scenery, role):
    client, wrong = browser(role), []
    for name, url, sample in cases(scenery):
        if may(role, name, sample):
            continue
        response = client.post(url, {})
        if outcome(response) == "seen":
            wrong.append(f"POST {url} ({name}) as {role}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
