"""Every address of the API × the key of every role, reading and writing, against the same hand-written table."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.access.scenery import build_scenery
from tests.access.table import KEYED, ROLES, TABLE, Sample, may_with_key

from secours.people.operations import make_token

# What each writing address is told, so that only its door can refuse it.
TOLD: dict[str, dict[str, str]] = {
    "declare": {"text": "Mon écran reste noir"},
    "reply": {"text": "Alors ?"},
    "resolve": {"confirmed_how": "user", "text": "Câble rebranché"},
    "erase": {"reason": "secret"},
}
# Not for anyone's key: what the API is, and where its addresses begin.
OPEN = {"openapi-json", "api-root"}


class Program:
    """A script with the key of a role; `anonymous` has one that nobody made."""

    def __init__(self, secret: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {secret}"}

    def outcome(self, name: str, sample: Sample) -> str:
        """`done`, or `refused`; what it did is undone."""
        url = reverse(f"api:{name}", kwargs=sample.arguments)
        with transaction.atomic():
            if name in TOLD:
                answer = self.client.post(
                    url, TOLD[name], content_type="application/json", headers=self.headers
                )
            else:
                answer = self.client.get(url, headers=self.headers)
            transaction.set_rollback(True)
        if answer.status_code in (401, 403, 404):
            return "refused"
        assert answer.status_code in (200, 201), (name, answer.status_code, answer.content)
        return "done"


@pytest.fixture
def programs(scene: Any) -> dict[str, Program]:
    made = {"anonymous": Program("sec_nobodys")}
    for role in set(ROLES) - {"anonymous"}:
        scene.enter_system()
        made[role] = Program(make_token(by=scene.actor(role), name="script")[1])
    return made


def test_every_address_of_the_api_has_its_line() -> None:
    names = {name.removeprefix("api:") for name in TABLE if name.startswith("api:")}
    assert names == set(KEYED) | OPEN


def test_each_key_opens_what_the_table_says(programs: dict[str, Program], scene: Any) -> None:
    scenery, wrong = build_scenery(scene), []
    for name in KEYED:
        wanted = {
            "read": ["number"],
            "reply": ["number"],
            "resolve": ["number"],
            "erase": ["number", "message_id"],
        }
        for sample in scenery.samples(f"api:{name}", wanted.get(name, [])):
            for role in ROLES:
                expected = "done" if may_with_key(role, name, sample) else "refused"
                if (outcome := programs[role].outcome(name, sample)) != expected:
                    wrong.append(
                        f"{name} {sample.arguments} with the key of {role}: {outcome}, not {expected}"
                    )
    assert not wrong, "\n".join(wrong)


def test_each_key_lists_what_it_may_read_and_nothing_else(programs: dict[str, Program], scene: Any) -> None:
    samples = build_scenery(scene).samples("api:read", ["number"])
    for role in set(ROLES) - {"anonymous"}:
        program = programs[role]
        page = program.client.get("/api/v1/tickets?limit=200", headers=program.headers).json()["items"]
        listed = {row["number"] for row in page} & {sample.arguments["number"] for sample in samples}
        assert listed == {one.arguments["number"] for one in samples if may_with_key(role, "read", one)}, role
