"""The public holidays that the hours page tells, in words a reader of either language expects."""

import pytest
from django.utils.translation import override

from secours.service_levels.models import Calendar
from secours.web.setup.terms import next_holidays


@pytest.mark.parametrize("language", ["fr", "en"])
def test_names_are_set_as_our_own_texts(language):
    with override(language):
        names = [name for _day, name in next_holidays(Calendar(country="FR"))]
    assert names
    assert not any("'" in name or "Labor" in name for name in names)
