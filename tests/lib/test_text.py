import pytest

from secours.lib.text import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("1042", 1042), ("9" * 18, 10**18 - 1)]
    + [(odd, None) for odd in ("", "²", "٣", "-1", "1.5", " 1", "9" * 19, "abc")],
)
def test_number_in(text, number):
    assert number_in(text) == number
