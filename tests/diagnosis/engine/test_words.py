import pytest
from tests.diagnosis.engine.worlds import starter_pack

from secours.diagnosis.engine import band
from secours.diagnosis.engine.words import LIKELIHOODS


@pytest.mark.parametrize(
    ("probability", "cells"),
    [(1, 5), (0.7, 5), (0.69, 4), (0.4, 4), (0.39, 3), (0.15, 3), (0.1, 2), (0.04, 2), (0.03, 1), (0, 1)],
)
def test_a_band_has_one_to_five_cells(probability: float, cells: int) -> None:
    assert band(probability) == cells


def test_five_words_say_what_the_pack_says() -> None:
    written = [p for s in starter_pack() for check in s.checks for p in check.p_yes.values()]
    assert max(min(abs(p - said) for said in LIKELIHOODS.values()) for p in written) <= 0.2
