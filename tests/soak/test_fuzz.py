"""Anything through every door from outside: forms, API, mail, inventories, fault packs.

Never an exception, never a 500; a refusal says a sentence and changes nothing. SECOURS_FUZZ: examples a door.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import databases
from tests.access.scenery import build_scenery
from tests.access.table import ROLES, may
from tests.access.test_addresses import cases
from tests.commands import Commands
from tests.faults.test_load_pack import SMALL
from tests.soak.oddities import damaged, form_body, json_values, texts, values

from secours.journal.models import Entry

EXAMPLES = int(os.environ.get("SECOURS_FUZZ") or 2000)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (os.environ.get("SECOURS_SOAK") or os.environ.get("SECOURS_FUZZ")),
        reason="a long run: `make soak`, or SECOURS_FUZZ=100 for a taste",
    ),
]
long = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
ROOT = Path(__file__).parents[2]


class Form(HTMLParser):
    """The forms of a page: where each goes, and its fields with what they hold."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self.url, self.found = url, list[tuple[str, dict[str, str]]]()
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = told.get("method", "").lower() == "post"
            if self._open:
                self.found.append((urljoin(self.url, told.get("action") or self.url), {}))
        elif self._open and told.get("name") and tag in ("input", "select", "textarea", "button"):
            self.found[-1][1].setdefault(told["name"], told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


@pytest.fixture
def doors(scene: Any, sign_in: Any) -> list[tuple[Client, str, dict[str, str]]]:
    """Every form of every page that a role may open, and every address that takes a post without one."""
    tried, found = list(cases(build_scenery(scene))), []
    names: set[str] = set()
    for role in ROLES[1:]:
        browser = sign_in(role)
        for name, url, sample in tried:
            if not may(role, name, sample):
                continue
            found.append((browser, url, {}))
            page = browser.get(url)
            if page.status_code == 200 and "html" in page.headers.get("Content-Type", ""):
                for action, fields in Form(url, page.content.decode()).found:
                    found.append((browser, action, fields))
                    names |= fields.keys()
    assert len(names) > 100
    return [(browser, url, fields or dict.fromkeys(sorted(names), "1")) for browser, url, fields in found]


def entries(scene: Any) -> int:
    """All that there are, whoever asked last."""
    scene.enter_system()
    return Entry.objects.count()


def test_every_form_answers_anything(scene: Any, doors: list[tuple[Client, str, dict[str, str]]]) -> None:
    @long
    @given(st.data())
    def post(data: st.DataObject) -> None:
        browser, url, fields = data.draw(st.sampled_from(doors))
        odd = data.draw(st.lists(st.sampled_from(sorted(fields) or ["x"]), min_size=1, max_size=4))
        pairs = [(name, value.encode()) for name, value in fields.items() if name not in odd]
        pairs += [(name, data.draw(values)) for name in odd]
        with transaction.atomic():
            before = entries(scene)
            answer = browser.post(url, form_body(pairs), content_type="application/x-www-form-urlencoded")
            assert answer.status_code < 500, (url, pairs)
            assert answer.status_code != 429, (url, pairs)
            if answer.status_code >= 400:
                assert entries(scene) == before, (url, pairs)
                assert answer.status_code == 405 or answer.content.strip(), (url, pairs)
            transaction.set_rollback(True)

    post()


BODIES = {
    "/tickets": {"text": "Écran noir", "title": "", "kind": "incident", "category": "", "device": "PC-0231", "requester": "",
                 "callback_phone": ""},
    "/tickets/{number}/messages": {"text": "Bonjour", "internal": False},
    "/tickets/{number}/messages/1/erasure": {"reason": "asked"},
    "/tickets/{number}/resolution": {"confirmed_how": "verified", "text": "Réparé", "fault": None, "cause": "", "remedy": None},
}  # fmt: skip


def test_every_body_of_the_api_is_answered(scene: Any) -> None:
    from secours.people.operations import make_token
    from secours.tickets.operations import declare_ticket

    by = scene.actor("technician")
    number = declare_ticket(by=by, requester=scene.person("requester"), text="Écran noir").number
    headers = {"Authorization": f"Bearer {make_token(by=by, name='essai')[1]}"}
    browser = Client(headers=headers)

    @long
    @given(
        path=st.sampled_from(sorted(BODIES)),
        odd=st.dictionaries(texts, json_values, max_size=2),
        data=st.data(),
    )
    def post(path: str, odd: dict[str, Any], data: st.DataObject) -> None:
        body: Any = dict(BODIES[path])
        for name in data.draw(st.lists(st.sampled_from(sorted(body)), max_size=3)):
            body[name] = data.draw(json_values)
        body = data.draw(st.just(body | odd) | json_values)
        raw = data.draw(st.just(json.dumps(body).encode("utf-8", "surrogatepass")) | st.binary(max_size=50))
        with transaction.atomic(), override_settings(SECOURS_API_RATE=100 * EXAMPLES):
            before = entries(scene)
            address = f"/api/v1{path}".format(number=data.draw(st.just(number) | st.integers(0, 10**20)))
            answer = browser.post(address, raw, content_type="application/json")
            assert answer.status_code < 500, (address, raw)
            assert answer.status_code != 429, (address, raw)
            if answer.status_code >= 400:
                assert entries(scene) == before, (address, raw)
                assert json.loads(answer.content), (address, raw)
            transaction.set_rollback(True)

    post()


@pytest.fixture
def commands(django_db_setup: None, tmp_path: Path) -> Iterator[Commands]:
    name = f"test_fuzz_{os.getpid()}"
    databases.copy(databases.CAST, name)
    environment = {"DATABASE_URL": databases.url_of(name), "SECOURS_DATA": str(tmp_path / "data")}
    built = Commands({**os.environ, **environment, "LC_ALL": "C"})
    yield built
    built.close()
    databases.drop(name)


COMMANDS = {
    "mail": (["mail", "deliver", "--json"], {"ticket", "reply", "automatic", "bounce", "duplicate", "quarantined", None}),
    "inventory": (["inventory", "load", "--json"], {"applied", "set_aside", "refused"}),
    "faults": (["faults", "load"], {"loaded", "refused"}),
}  # fmt: skip


@pytest.mark.parametrize("noun", COMMANDS)
def test_every_file_has_its_line(commands: Commands, noun: str) -> None:
    words, verdicts = COMMANDS[noun]

    @settings(long, max_examples=max(1, EXAMPLES // 20))
    @given(st.lists(damaged(samples(noun)), min_size=20, max_size=20))
    def load(files: list[bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            paths = [f"{folder}/{number}" for number in range(len(files))]
            for path, raw in zip(paths, files, strict=True):
                Path(path).write_bytes(raw)
            done = commands.run(*words, *paths)
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert [line["file"] for line in lines] == paths
        assert {line["verdict"] for line in lines} <= verdicts
        for line in lines:
            if line["verdict"] in ("refused", "quarantined", None):
                assert line.get("reason") or f"{line['file']}: " in done.stderr

    load()


def samples(noun: str) -> list[bytes]:
    if noun == "faults":
        return [SMALL.encode(), *(path.read_bytes() for path in (ROOT / "src/secours/packs").rglob("*.yaml"))]
    shared = Path(os.environ.get("SECOURS_SHARED", ROOT.parent / "shared"))
    if noun == "mail":
        kept = [
            path for path in sorted((shared / "data/mail").rglob("*.eml")) if path.stat().st_size < 30_000
        ]
        return [_SMALL_MAIL, *(path.read_bytes() for path in kept[::20])]
    from tests.equipment.inventory.samples import sample, sample_names

    kept_names = [name for name in sample_names() if len(sample(name)) < 200_000]
    return [_SMALL_INVENTORY, *(sample(name) for name in kept_names)]


_SMALL_MAIL = b"""From: Claire Morvan <requester@demo.example>
To: assistance@localhost.invalid
Subject: =?utf-8?q?Imprimante_en_panne?=
Message-ID: <1@clinic.example>
Date: Tue, 24 Nov 2026 09:46:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>L=92imprimante n=92imprime plus</p>
--b
Content-Type: image/png; name=a.png
Content-Transfer-Encoding: base64
Content-Disposition: attachment

aGVsbG8=
--b--
"""
_SMALL_INVENTORY = json.dumps({
    "action": "inventory", "deviceid": "pc-1", "itemtype": "Computer",
    "content": {"hardware": {"name": "pc-1", "uuid": "4c4c4544"}, "bios": {"ssn": "ABC123", "smodel": "X"},
                "softwares": [{"name": "LibreOffice", "version": "24.8"}], "networks": [{"mac": "00:11:22:33:44:55"}]},
}).encode()  # fmt: skip
