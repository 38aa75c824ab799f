"""What is no longer proposed, and what comes back: a record, one of its checks, one of its solutions."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.faults.access import locked_fault
from secours.faults.choices import ReviewState
from secours.faults.models import Check, Fault, Remedy
from secours.faults.operations.recording import record_on_fault
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused


@transaction.atomic
def retire_fault(fault_id: int, *, by: Actor, why: str) -> Fault:
    """No longer proposed; its past cases stay."""
    fault = locked_fault(by, fault_id)
    if not why.strip():
        raise Refused("why_missing", _("Say why this record is no longer useful."), field="why")
    fault.state = ReviewState.RETIRED
    record_on_fault(fault, "fault.retired", by=by, text=why.strip())
    return fault


@transaction.atomic
def restore_fault(fault_id: int, *, by: Actor) -> Fault:
    """Proposed again, as it was: reviewed if it had been, else a draft."""
    fault = locked_fault(by, fault_id)
    if fault.state != ReviewState.RETIRED:
        raise Refused("not_retired", _("This record is in use already."))
    fault.state = ReviewState.REVIEWED if fault.reviewed_at else ReviewState.DRAFT
    record_on_fault(fault, "fault.restored", by=by)
    return fault


@transaction.atomic
def retire_check(check_id: int, *, by: Actor) -> Check:
    """No longer asked; what it showed in past cases stays."""
    return _set_check(check_id, by, "fault.check_retired", is_retired=True)


@transaction.atomic
def restore_check(check_id: int, *, by: Actor) -> Check:
    return _set_check(check_id, by, "fault.check_restored", is_retired=False)


@transaction.atomic
def retire_remedy(remedy_id: int, *, by: Actor) -> Remedy:
    """No longer proposed; its past successes stay counted."""
    return _set_remedy(remedy_id, by, "fault.remedy_retired", is_retired=True)


@transaction.atomic
def restore_remedy(remedy_id: int, *, by: Actor) -> Remedy:
    return _set_remedy(remedy_id, by, "fault.remedy_restored", is_retired=False)


def _set_check(check_id: int, by: Actor, kind: str, *, is_retired: bool) -> Check:
    check = Check.objects.filter(id=check_id).first()
    if check is None:
        raise _gone()
    fault = locked_fault(by, check.fault_id)
    check.refresh_from_db(fields=["is_retired"])  # someone may have done it while we waited for the record
    if check.is_retired != is_retired:
        check.is_retired = is_retired
        check.save(update_fields=["is_retired"])
        record_on_fault(fault, kind, by=by, data={"check": check.id})
    return check


def _set_remedy(remedy_id: int, by: Actor, kind: str, *, is_retired: bool) -> Remedy:
    remedy = Remedy.objects.select_related("cause").filter(id=remedy_id).first()
    if remedy is None:
        raise _gone()
    fault = locked_fault(by, remedy.cause.fault_id)
    remedy.refresh_from_db(fields=["is_retired"])
    if remedy.is_retired != is_retired:
        remedy.is_retired = is_retired
        remedy.save(update_fields=["is_retired"])
        record_on_fault(fault, kind, by=by, data={"remedy": remedy.id})
    return remedy


def _gone() -> NotFound:
    return NotFound("entry_not_found", _("This entry is no longer in the fault base."))
