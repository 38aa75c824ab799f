"""Every address × role × organisation, against a table that is written by hand (table.py).

The oracle is the cast's own story (who serves whom, from table.WORLD), never access.py itself.
"""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from tests.access.scenery import build_scenery
from tests.access.table import ROLES, TABLE, may

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


def cases(scenery):
    """Each address with each sample of what it names: (name, url, sample)."""
    for name, wanted in addresses():
        for sample in scenery.samples(name, wanted):
            yield name, reverse(name, kwargs=sample.arguments) + sample.query, sample


class Visitor:
    """Someone of the cast with a browser. Where a redirection ends is looked up once."""

    def __init__(self, role, sign_in):
        self.role, self.client = role, Client() if role == "anonymous" else sign_in(role)
        self.ends = {}

    def reads(self, url):
        """`seen`, `refused`, or `none` where the address takes no such method."""
        if url not in self.ends:
            self.ends[url] = "seen"  # a circle is no refusal
            self.ends[url] = self.outcome(self.client.get(url), follow=not url.startswith(SIGN_IN))
        return self.ends[url]

    def writes(self, url):
        return self.outcome(self.client.post(url, {}), follow=False)

    def outcome(self, response, *, follow):
        if response.status_code == 405:
            return "none"
        if response.status_code in (401, 403, 404, 410):
            return "refused"
        if response.status_code not in (301, 302):
            return "seen"
        if response.url.startswith((SIGN_IN, "/setup/first")):
            return "refused"
        return self.reads(response.url) if follow else "seen"


@contextmanager
def visiting(role, sign_in):
    """What one role does is undone before the next comes."""
    with transaction.atomic():
        yield Visitor(role, sign_in)
        transaction.set_rollback(True)


def test_reading(scenery, sign_in):
    wrong, tried = [], list(cases(scenery))
    for role in ROLES:
        with visiting(role, sign_in) as visitor:
            for name, url, sample in tried:
                expected = "seen" if may(role, name, sample) else "refused"
                if (answer := visitor.reads(url)) not in ("none", expected):
                    wrong.append(f"GET {url} ({name}) as {role}: {answer}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_writing_is_refused_to_those_who_may_not(scenery, sign_in):
    wrong, tried = [], list(cases(scenery))
    for role in ROLES:
        with visiting(role, sign_in) as visitor:
            for name, url, sample in tried:
                if not may(role, name, sample) and visitor.writes(url) == "seen":
                    wrong.append(f"POST {url} ({name}) as {role}")
    assert not wrong, "\n".join(wrong)
