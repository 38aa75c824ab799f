"""While the database restarts, every address says so: 503, a sentence, one line in the log."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from psycopg import errors as pg

from secours.web.errors import is_away

SENTENCES = {"fr": "La base de données ne répond pas", "en": "The database does not answer"}


@pytest.fixture
def away(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """Its socket is gone, as for one that is being restarted."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        connection.close()
        patch.setitem(connection.settings_dict, "HOST", str(tmp_path))
        yield
        connection.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("url", ["/health", "/api/v1/me", "/api/v1/tickets", "/workbench/", "/"])
def test_each_address_says_that_the_database_is_away(
    away: None, caplog: pytest.LogCaptureFixture, url: str, language: str
) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies["sessionid"] = "a" * 32
    with caplog.at_level(logging.INFO):
        answer = browser.get(url, headers={"accept-language": language, "authorization": "Bearer sec_any"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer["Content-Language"] == language
    said = answer.json()["sentence"] if url.startswith(("/health", "/api")) else answer.content.decode()
    assert SENTENCES[language] in said.replace("\u00a0", " ")
    (line,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert line.exc_info is None
    assert "\n" not in line.getMessage()
    assert url in line.getMessage()


def test_a_connection_that_was_cut_says_so_and_the_next_answers(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    browser = Client(raise_request_exception=False)
    with django_db_blocker.unblock():
        connection.ensure_connection()
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        other.close()
        assert browser.get("/health").status_code == 503
        connection.close_if_unusable_or_obsolete()  # as each request does, save those of the test client
        assert browser.get("/health").json() == {"status": "ok"}
        connection.close()


@pytest.mark.parametrize(
    ("cause", "away"),
    [
        (pg.AdminShutdown(), True),
        (pg.CannotConnectNow(), True),
        (pg.ConnectionFailure(), True),
        (pg.TooManyConnections(), True),
        (pg.DeadlockDetected(), False),
        (pg.LockNotAvailable(), False),
        (pg.DiskFull(), False),
        (pg.QueryCanceled(), False),
    ],
)
def test_a_database_that_refuses_is_not_away(cause: Exception, away: bool) -> None:
    failure = OperationalError("said by the server")
    failure.__cause__ = cause
    assert is_away(failure) is away
