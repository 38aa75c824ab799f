"""Which acts still stand: neither one that was taken back, nor the taking back."""

from collections.abc import Iterable

from secours.journal.models import Entry


def still_standing(entries: Iterable[Entry]) -> list[Entry]:
    """Of entries about one subject, in their order."""
    told = list(entries)
    undone = {entry.data["undoes"] for entry in told if "undoes" in entry.data}
    return [entry for entry in told if "undoes" not in entry.data and entry.number not in undone]
