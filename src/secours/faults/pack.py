"""Loading a starter pack."""

from secours.people.actor import Actor


def load_starter_pack(*, by: Actor) -> None:
    return None
