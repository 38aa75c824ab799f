"""Times of the workbench in words."""

import pytest
from django.utils.translation import override

from secours.web.workbench.moments import duration, worked


@pytest.mark.parametrize(("minutes", "words"), [(42, "42 min"), (376, "6 h 16"), (2400, "40 h")])
def test_opening_hours_are_never_told_as_days_of_a_calendar(minutes, words):
    """Forty opening hours are a working week: “1 d” beside a date a week away contradicts it."""
    with override("en"):
        assert worked(minutes).replace("\N{NO-BREAK SPACE}", " ") == words


def test_the_time_of_a_calendar_is_told_in_days():
    with override("en"):
        assert duration(2400).replace("\N{NO-BREAK SPACE}", " ") == "1 d"
