import pytest

from secours.lib.text import listed_once, number_in, with_first_day


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("1042", 1042), ("9" * 18, 10**18 - 1)]
    + [(odd, None) for odd in ("", "²", "٣", "-1", "1.5", " 1", "9" * 19, "abc")],
)
def test_number_in(text, number):
    assert number_in(text) == number


def test_names_are_listed_once():
    assert listed_once("Hôpital", "Cardiologie", "cardiologie ", "") == "Hôpital, Cardiologie"
    assert listed_once("", "") == ""


def test_the_first_of_a_month_in_french():
    assert with_first_day("1 décembre 2026") == "1er décembre 2026"
    assert with_first_day("mardi 1 déc.") == "mardi 1er déc."
    assert with_first_day("11 nov.") == "11 nov."
    assert with_first_day("21 novembre 2021") == "21 novembre 2021"
