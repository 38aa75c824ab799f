"""News of several rows written together are answered once all of them stand."""

import pytest

from secours.journal import news
from secours.journal.operations import record
from secours.people.actor import acting_as_system


@pytest.fixture
def heard(monkeypatch):
    said = []
    monkeypatch.setitem(news._answers, "test.happened", [lambda entry: said.append(entry.subject_id)])
    return said


def _happen(by, subject_id: int) -> None:
    record("test.happened", by=by, subject_kind="test", subject_id=subject_id, organisation_id=None)


def test_news_wait_for_the_end_of_what_holds_them(scene, heard):
    with acting_as_system() as by:
        with news.held():
            _happen(by, 1)
            _happen(by, 2)
            assert heard == []
        assert heard == [1, 2]
        _happen(by, 3)
    assert heard == [1, 2, 3]


def _fail(by) -> None:
    with news.held():
        _happen(by, 1)
        raise LookupError


def test_news_of_what_failed_are_not_told(scene, heard):
    with acting_as_system() as by, pytest.raises(LookupError):
        _fail(by)
    assert heard == []
