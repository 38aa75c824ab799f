"""The demo world: a small IT service company and its clients, built by operations only."""

from secours.cli.demo.cast import build_cast
from secours.people.actor import Actor


def build_world(by: Actor) -> None:
    build_cast(by)
