"""The quick executor makes what Django's own makes, to the last function and grant."""

import os
import subprocess
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from tests import databases

from secours.cli.quick_migrations import QuickExecutor
from secours.lib.postgres import binaries

pytestmark = pytest.mark.skipif(not os.environ.get("SECOURS_SOAK"), reason="a long run: `make soak`")


def schema_made_by(executor: type[MigrationExecutor], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    name = f"test_quick_{uuid.uuid4().hex[:8]}"
    databases.create(name)
    monkeypatch.setattr(migrate, "MigrationExecutor", executor)
    try:
        with databases.connected(name, as_owner=True):
            call_command("migrate", verbosity=0, interactive=False)
        return dumped(databases.url_of(name))
    finally:
        databases.drop(name)


def dumped(url: str) -> list[str]:
    """Without the two lines that hold a key of the dump's own."""
    program = str(binaries.folder() / "pg_dump")
    done = subprocess.run([program, "--schema-only", url], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if "restrict" not in line.split(" ", 1)[0]]


def test_both_make_the_same(
    django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_db_blocker.unblock():
        quick, own = (schema_made_by(one, monkeypatch) for one in (QuickExecutor, MigrationExecutor))
    assert len(own) > 5000
    assert quick == own
