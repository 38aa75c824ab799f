"""What people decide of a pack's proposals: take its words, or keep their own for good."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from secours.faults.access import locked_fault
from secours.faults.models import Fault, PackEntry
from secours.faults.operations.recording import record_on_fault
from secours.faults.pack_parts import Parts, rows_of
from secours.faults.pack_renewal import PREFETCHED, Renewal, take
from secours.people.actor import Actor
from secours.people.errors import Refused

LANGUAGES = ("_fr", "_en")


def family(name: str) -> str:
    """A text and its other language are decided together."""
    return next((name.removesuffix(end) for end in LANGUAGES if name.endswith(end)), name)


@transaction.atomic
def accept_proposal(fault_id: int, *, by: Actor, part: str = "", field: str = "") -> Fault:
    """The pack's value takes the place of ours; of everything it proposes when no `part` is named."""
    return _decide(fault_id, by, part, field, "fault.proposal_accepted", _accepted)


@transaction.atomic
def decline_proposal(fault_id: int, *, by: Actor, part: str = "", field: str = "") -> Fault:
    """Ours stays, and the same proposal is not made again; a pack that says yet otherwise is told."""
    return _decide(fault_id, by, part, field, "fault.proposal_declined", _declined)


def _decide(
    fault_id: int,
    by: Actor,
    part: str,
    field: str,
    kind: str,
    act: Callable[[Fault, PackEntry, Parts], None],
) -> Fault:
    fault = locked_fault(by, fault_id)
    entry = PackEntry.objects.select_for_update().filter(fault=fault).first()
    chosen = _chosen(entry.proposed, part, field) if entry else {}
    if entry is None or not chosen:
        raise Refused("proposal_gone", _("This proposal is no longer there: it was already decided."))
    act(fault, entry, chosen)
    entry.proposed = _without(entry.proposed, chosen)
    entry.save()
    fields = [f"{one}.{name}" for one, values in chosen.items() for name in values]
    record_on_fault(fault, kind, by=by, data={"fields": fields})
    return fault


def _accepted(fault: Fault, _entry: PackEntry, chosen: Parts) -> None:
    prefetch_related_objects([fault], *PREFETCHED)
    if set(chosen) - {"symptoms"} - set(rows_of(fault)):
        raise Refused("entry_gone", _("What this proposal is about is no longer in the record."))
    take([Renewal(fault, taken=chosen)])


def _declined(_fault: Fault, entry: PackEntry, chosen: Parts) -> None:
    for part, values in chosen.items():
        entry.declined.setdefault(part, {}).update(values)


def _chosen(proposed: Parts, part: str, field: str) -> Parts:
    if not part:
        return proposed
    values = {name: value for name, value in proposed.get(part, {}).items() if family(name) == field}
    return {part: values} if values else {}


def _without(proposed: Parts, chosen: Parts) -> dict[str, dict[str, Any]]:
    left = {
        part: {name: value for name, value in values.items() if name not in chosen.get(part, {})}
        for part, values in proposed.items()
    }
    return {part: values for part, values in left.items() if values}
