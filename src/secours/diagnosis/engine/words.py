"""Words that people choose, and the numbers that the engine counts with.

Nobody types a probability: a technician says "often", the engine reads .75. Measured in diagnosis.md: right
levels in words lose nothing against exact numbers. The words are codes; screens translate them.
"""

from __future__ import annotations

from typing import Final

LIKELIHOODS: Final[dict[str, float]] = {
    "always": 0.95,
    "often": 0.75,
    "sometimes": 0.40,
    "rarely": 0.12,
    "never": 0.03,
}
PRIORS: Final[dict[str, float]] = {"very_common": 0.36, "common": 0.21, "occasional": 0.10, "rare": 0.04}
"""Means of the priors that the starter pack gives to each word."""

_BANDS: Final = ((0.70, 5), (0.40, 4), (0.15, 3), (0.04, 2))


def band(probability: float) -> int:
    """5 very likely, 4 likely, 3 possible, 2 unlikely, 1 almost excluded."""
    return next((cells for least, cells in _BANDS if probability >= least), 1)
