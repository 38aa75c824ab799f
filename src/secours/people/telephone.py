"""What a telephone number must hold, wherever it is typed: digits. How they are grouped is the person’s affair."""

import re

from django.utils.translation import gettext_lazy as _

from secours.people.errors import Refused

# Two digits at least: short numbers of a house are two to five.
NUMBER = re.compile(r"\d.*\d", re.DOTALL)
SENTENCE = _("Write a telephone number: digits, spaces and a + in front.")


def valid_telephone(text: str, field: str) -> str:
    """Empty stays empty."""
    number = text.strip()
    if number and not NUMBER.search(number):
        raise Refused("telephone_wrong", SENTENCE, field=field)
    return number
