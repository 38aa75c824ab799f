"""Pure rules of tickets."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{(\w+)\}")
# The same places in both languages, whoever writes the text.
PLACES = {
    "name": "name", "nom": "name", "ticket": "ticket", "me": "me", "moi": "me", "device": "device",
    "matériel": "device",
}  # fmt: skip


def filled(text: str, values: Mapping[str, str]) -> str:
    """`{name}`, `{ticket}`, `{me}`, `{device}` (or in French) become what they stand for; others stay."""
    return _PLACE.sub(lambda found: values.get(PLACES.get(found[1].lower(), ""), found[0]), text)
