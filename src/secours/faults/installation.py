"""The starter pack, given to an empty fault base; what a release adds to it, to one that has it."""

from secours.people.actor import Actor


def install_starter_pack(*, by: Actor) -> None:
    from secours.faults.models import Fault
    from secours.faults.pack import complete_starter_pack, has_latest_steps, load_starter_pack

    if not Fault.objects.filter(from_pack=True).exists():
        load_starter_pack(by=by)
    elif not has_latest_steps():
        complete_starter_pack(by=by)
