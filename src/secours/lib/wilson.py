"""What a count of successes tells about the true rate (Wilson's score interval)."""

from math import sqrt

Z_90 = 1.6448536269514722  # half of a 90 % interval, in standard deviations


def wilson_interval(worked: int, tried: int, z: float = Z_90) -> tuple[float, float]:
    """The rates, from 0 to 1, that `worked` out of `tried` leaves credible; (0, 1) when nothing was tried."""
    if not 0 <= worked <= tried:
        raise ValueError(f"{worked} successes out of {tried} tries cannot be")
    if not tried:
        return 0.0, 1.0
    rate, spread = worked / tried, z * z / tried
    middle = (rate + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(rate * (1 - rate) / tried + spread / (4 * tried))
    return max(0.0, middle - half), min(1.0, middle + half)
