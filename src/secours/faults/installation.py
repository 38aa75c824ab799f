"""The starter pack, given to an empty fault base."""

from secours.people.actor import Actor


def install_starter_pack(*, by: Actor) -> None:
    from secours.faults.models import Fault

    if not Fault.objects.filter(from_pack=True).exists():
        from secours.faults.pack import load_starter_pack

        load_starter_pack(by=by)
