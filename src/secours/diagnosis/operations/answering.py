"""What checks show and what remedies do; a later word replaces an earlier one, nothing is erased."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.diagnosis.access import workable_run
from secours.diagnosis.engine import Context
from secours.diagnosis.engine.permitted import may_propose
from secours.diagnosis.evidence import standing_of
from secours.diagnosis.models import Approval, Attempt, Finding, Override, Run
from secours.diagnosis.operations.recording import record_on_both, record_on_run
from secours.faults.choices import Identity
from secours.faults.models import Check, Remedy
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused


@transaction.atomic
def record_finding(
    run_id: int, *, by: Actor, check_id: int, value: str, source: str = Finding.Source.USER
) -> Finding:
    """`source`: user, or tech for what the support team saw itself. The same answer sent twice is kept
    once; another one corrects."""
    run = workable_run(by, run_id)
    check = _check_of(run, check_id)
    _require_value(value)
    _require_source(by, source)
    known = Finding.objects.filter(run=run, check_asked=check).order_by("-id").first()
    if known is not None and (known.value, known.source) == (value, source):
        return known
    if known is None:
        _note_override(run, by, source, f"ask:{check.id}")
    return _keep_finding(run, by, check=check, value=value, source=source, corrects=known is not None)


@transaction.atomic
def record_attempt(run_id: int, *, by: Actor, remedy_id: int, outcome: str, identity: str = "") -> Attempt:
    """Tried, and what came of it. “Fixed” does not end the run: `solve_run` does. `identity`: how the team made
    sure of the person (faults.choices.Identity), which a solution that hands over a secret asks for first."""
    run = workable_run(by, run_id)
    remedy = remedy_of(run, remedy_id)
    _require_permitted(run, by, remedy)
    if outcome not in Attempt.Outcome.values:
        raise Refused("outcome_unknown", _("Say whether it works again or not."), field="outcome")
    known = Attempt.objects.filter(run=run, remedy=remedy).order_by("-id").first()
    if known is not None and known.outcome == outcome:
        return known
    if known is None:
        _require_identity(run, by, remedy, identity)
        _require_approval(run, by, remedy)
        _note_override(run, by, _source(run, by), f"remedy:{remedy.id}")
    attempt = Attempt.objects.create(
        organisation_id=run.organisation_id,
        run=run,
        remedy=remedy,
        outcome=outcome,
        by_id=by.person_id,
        at=timezone.now(),
    )
    data = {"remedy": remedy.id, "outcome": str(outcome)}
    if identity:
        data["identity"] = identity
    record_on_both(run, "remedy.attempted", by=by, data=data, internal=_is_internal(run, by))
    return attempt


def _require_identity(run: Run, by: Actor, remedy: Remedy, identity: str) -> None:
    is_theirs = _source(run, by) != Finding.Source.TECH
    if identity and identity not in Identity.values:
        raise Refused("identity_unknown", _("Say how you made sure of who is asking."), field="identity")
    if remedy.needs_identity and not is_theirs and not identity:
        raise Refused(
            "identity_missing",
            _("First make sure of who is asking, then say how: this hands over a secret."),
            field="identity",
        )


def _require_approval(run: Run, by: Actor, remedy: Remedy) -> None:
    if not remedy.needs_approval or not by.serves or by.is_system:
        return
    if not Approval.objects.filter(ticket=run.ticket_id, remedy=remedy, is_approved=True).exists():
        raise Refused(
            "approval_missing", _("Somebody must approve this first: ask for it, and wait for the answer.")
        )


def step_code(kind: str, step_id: object = None) -> str:
    return kind if step_id is None else f"{kind}:{step_id}"


def _keep_finding(run: Run, by: Actor, *, check: Check, value: str, source: str, corrects: bool) -> Finding:
    finding = Finding.objects.create(
        organisation_id=run.organisation_id,
        run=run,
        check_asked=check,
        value=value,
        source=source,
        by_id=by.person_id,
        at=timezone.now(),
    )
    kind = "finding.corrected" if corrects else "finding.recorded"
    data = {"check": check.id, "value": str(value), "source": str(source)}
    record_on_both(run, kind, by=by, data=data, internal=_is_internal(run, by))
    return finding


def _note_override(run: Run, by: Actor, source: str, taken: str) -> None:
    """Only a technician's own choice is compared: a person answers what is put to them."""
    if source != Finding.Source.TECH or run.fault is None:
        return
    step = standing_of(run, "tech").next_step()
    proposed = step_code(step.kind, step.id)
    if proposed not in (taken, "done"):
        _keep_override(run, by, proposed, taken)


def _keep_override(run: Run, by: Actor, proposed: str, taken: str) -> Override:
    override = Override.objects.create(
        organisation_id=run.organisation_id, run=run, proposed=proposed[:40], taken=taken[:40]
    )
    record_on_run(run, "run.overridden", by=by, data={"proposed": proposed, "taken": taken})
    return override


def _check_of(run: Run, check_id: int) -> Check:
    check = Check.objects.filter(id=check_id, fault_id=run.fault_id or 0, is_retired=False).first()
    if run.fault_id is None or check is None:
        raise Refused("check_unknown", _("This question does not belong to the situation chosen."))
    return check


def remedy_of(run: Run, remedy_id: int) -> Remedy:
    remedy = Remedy.objects.filter(id=remedy_id, cause__fault_id=run.fault_id or 0, is_retired=False).first()
    if run.fault_id is None or remedy is None:
        raise Refused("remedy_unknown", _("This solution does not belong to the situation chosen."))
    return remedy


def _require_value(value: str) -> None:
    if value not in Finding.Value.values:
        raise Refused("value_unknown", _("Answer yes, no, or I don’t know."), field="value")


def _require_source(by: Actor, source: str) -> None:
    """What a device tells comes from the device alone; what a technician saw, from a technician."""
    if source == Finding.Source.USER or (source == Finding.Source.TECH and by.serves):
        return
    raise NotAllowed("source_not_allowed", _("Only the support team may answer as a technician."))


def _require_permitted(run: Run, by: Actor, remedy: Remedy) -> None:
    """A person is never told to stop a service, to risk data, or what somebody must approve first."""
    if by.serves:
        return
    if not may_propose(remedy, Context("user")):  # type: ignore[arg-type]
        raise NotAllowed("technician_only", _("Only the support team may do this. Ask it in a message."))


def _source(run: Run, by: Actor) -> str:
    return Finding.Source.TECH if _is_internal(run, by) else Finding.Source.USER


def _is_internal(run: Run, by: Actor) -> bool:
    """A technician's acts on somebody's run are in the technician's words: not shown in the portal."""
    return by.serves and by.person_id != run.person_id
