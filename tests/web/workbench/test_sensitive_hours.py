"""The sensitive hours of a place are told until they are over, and not a minute longer."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from secours.people.models import Place
from secours.web.workbench.facts import sensitive_period

TUESDAY = 1


def at(hour, minute=0, *, day=24):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def told(monkeypatch):
    """`told(moment, "14:00", "14:30")`: what the ticket says at that moment of a period of Tuesdays."""

    def tell(moment, start, end, days=(TUESDAY,)):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        period = {"from": start, "to": end, "days": list(days), "fr": "relève", "en": "handover"}
        with timezone.override("Europe/Paris"):
            return sensitive_period(Place(critical_periods=[period]))

    return tell


def test_before_then_during_then_no_more(told):
    assert not told(at(9), "14:00", "14:30").is_now
    assert told(at(14), "14:00", "14:30").is_now
    assert told(at(14, 29), "14:00", "14:30").is_now
    assert told(at(14, 30), "14:00", "14:30") is None


def test_hours_written_without_a_zero_compare_too(told):
    assert told(at(9), "8:00", "10:00").is_now
    assert told(at(11), "8:00", "10:00") is None


def test_another_day_says_nothing(told):
    assert told(at(9, day=25), "14:00", "14:30") is None


def test_a_night_goes_on_after_midnight(told):
    assert told(at(23), "22:00", "6:00").is_now
    assert told(at(5, day=25), "22:00", "6:00").is_now
    assert told(at(6, day=25), "22:00", "6:00") is None
    assert not told(at(12), "22:00", "6:00").is_now


def test_the_next_one_of_the_day_is_told(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at(12))
    periods = [{"from": "20:00", "to": "20:30", "fr": "soir"}, {"from": "6:30", "to": "7:00", "fr": "matin"}]
    with timezone.override("Europe/Paris"):
        assert sensitive_period(Place(critical_periods=periods)).words.startswith("soir")
