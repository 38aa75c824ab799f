"""How long a text may be. A longer one is refused with a sentence, never cut: who typed it still has it."""

from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from secours.people.errors import Refused

LONGEST_MESSAGE: Final = 100_000
LONGEST_TOLD: Final = 20_000
"""Of what is told in steps (the first words, the last ones): together they stay under a message's length."""


def require_length(text: str, most: int, field: str = "text") -> None:
    """Raises Refused; browsers send two characters for the end of a line, people count one."""
    length = len(text.replace("\r\n", "\n").strip())
    if length > most:
        sentence = _(
            "This text has %(length)s characters, the limit is %(most)s. Shorten it, or send the rest as a file."
        )
        counts = {"length": number_format(length, use_l10n=True, force_grouping=True)}
        counts["most"] = number_format(most, use_l10n=True, force_grouping=True)
        raise Refused("text_too_long", sentence % counts, field=field)
