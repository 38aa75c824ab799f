"""The signs drawn on the server: what they say, and that they say it in both languages."""

import re

import pytest
from django.utils.translation import override

from secours.lib.wilson import wilson_interval
from secours.web.templatetags import secours_ui as ui


def test_wilson_matches_the_published_interval() -> None:
    low, high = wilson_interval(14, 17)
    assert (round(low, 2), round(high, 2)) == (0.63, 0.93)
    low, high = wilson_interval(5, 9)
    assert (round(low, 2), round(high, 2)) == (0.30, 0.78)


def test_wilson_at_the_edges() -> None:
    assert wilson_interval(0, 0) == (0, 1)
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == 1
    with pytest.raises(ValueError, match="3 successes out of 2"):
        wilson_interval(3, 2)


@pytest.mark.parametrize(("level", "lit"), [(1, 4), (2, 3), (3, 2), (4, 1)])
def test_priority_lights_more_bars_when_more_urgent(level: int, lit: int) -> None:
    assert ui.priority_html(level).count('class="on"') == lit


def test_band_has_its_word_in_both_languages() -> None:
    with override("fr"):
        assert "probable" in ui.band_html(4)
        assert "rarement" in ui.band_html(2, "frequency")
    with override("en"):
        assert "very likely" in ui.band_html(5)
    assert ui.band_html(4).count('class="on"') == 4


def test_success_never_shows_a_count_that_was_not_seen() -> None:
    with override("en"):
        assert "from the starter pack" in ui.success_html(0, 0)
        assert '<a href="/x">14 of 17</a>' in ui.success_html(14, 17, "/x")


def test_avatar_is_the_same_for_the_same_person() -> None:
    assert ui.avatar_html("Claire Morvan") == ui.avatar_html("Claire Morvan")
    assert ">CM<" in ui.avatar_html("Claire Morvan")
    assert "av-0" in ui.avatar_html("")


@pytest.mark.parametrize(
    ("name", "letters"), [("Émilie de la Tour", "ÉT"), ("srv", "S"), ("Jean-Luc Roy", "JR"), ("…", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_names_cannot_carry_markup() -> None:
    assert "<b" not in re.sub(r"&lt;b", "", ui.avatar_html('<b>"x"</b> y', named=True))
    assert "<i>" not in ui.clock_html("late", "<i>")


def test_icon_alone_has_a_name() -> None:
    assert 'role="img" aria-label="Bell"' in ui.icon_html("bell", label="Bell")
    assert 'aria-hidden="true"' in ui.icon_html("bell")
