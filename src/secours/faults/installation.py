"""The starter pack, given to an empty fault base; what a release adds or mends in it, to one that has it."""

from secours.people.actor import Actor


def install_starter_pack(*, by: Actor) -> None:
    from secours.faults.pack import has_latest_pack, load_starter_pack

    if not has_latest_pack():
        load_starter_pack(by=by)
