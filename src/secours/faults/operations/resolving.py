from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.faults.access import faults_visible_to
from secours.faults.choices import Identity, Outcome
from secours.faults.models import Cause, Check, Occurrence, Remedy
from secours.faults.operations.learning import follow_situation
from secours.faults.rules import weight_of
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.people.models import Team
from secours.tickets.access import is_concerned, locked_ticket
from secours.tickets.choices import Confirmation
from secours.tickets.models import Ticket
from secours.tickets.operations import resolve_ticket


@transaction.atomic
def resolve_with_remedy(
    ticket_id: int,
    *,
    by: Actor,
    cause_id: int | None = None,
    remedy_id: int | None = None,
    fault_id: int | None = None,
    confirmed_how: str,
    text: str = "",
    answers: Mapping[int, str] | None = None,
    attempts: Sequence[tuple[int, str]] = (),
    identity: str = "",
) -> Occurrence:
    """Resolve a ticket with what it was: the case is kept, and counts once its quiet window has passed.

    `answers`: check id to "yes" or "no". `attempts`: remedies in the order they were tried, each with its
    outcome; `remedy_id` is the one that worked. Nothing but `fault_id`: met, its cause unknown. `identity`: how the team
    made sure of the person (choices.Identity), asked for a solution that hands over a secret unless it was tried before.
    """
    ticket = locked_ticket(by, ticket_id)
    if confirmed_how not in Confirmation.values:
        raise Refused(
            "confirmation_missing", _("Say how you know that it works again."), field="confirmed_how"
        )
    if not by.serves:
        # What the person concerned says is their word, not a verified check.
        confirmed_how = Confirmation.USER
    fault, cause, remedy = _consistent(by, fault_id, cause_id, remedy_id)
    if remedy not in {tried for tried, _outcome in attempts}:
        _require_identity(ticket, by, remedy, identity)
    now = timezone.now()
    learning = {
        "fault": fault,
        "cause": cause,
        "remedy": remedy,
        "weight": weight_of(confirmed_how, is_second_level=_is_second_level(by)),
        "answers": _answers(fault, answers or {}),
        "attempts": _attempts(remedy, attempts),
        "happened_at": now.isoformat(),
        "counts_at": (now + timedelta(days=ticket.organisation.quiet_days)).isoformat(),
    }
    if fault is not None:
        follow_situation(ticket, fault, by=by)
    # The occurrence is written by the answer to “ticket.solved” (reactions.py): always one, from the entry.
    resolution = resolve_ticket(
        ticket_id,
        by=by,
        text=text,
        confirmed_how=confirmed_how,
        data={"learning": learning, **_told(identity)},
    )
    return Occurrence.objects.select_related("fault", "cause", "remedy").get(resolution=resolution)


def _require_identity(ticket: Ticket, by: Actor, remedy_id: int | None, identity: str) -> None:
    if identity and identity not in Identity.values:
        raise Refused("identity_unknown", _("Say how you made sure of who is asking."), field="identity")
    if remedy_id is None or identity or by.is_system or not by.serves or is_concerned(by, ticket):
        return
    if Remedy.objects.filter(id=remedy_id, needs_identity=True).exists():
        raise Refused(
            "identity_missing",
            _("First make sure of who is asking, then say how: this hands over a secret."),
            field="identity",
        )


def _told(identity: str) -> dict[str, str]:
    return {"identity": identity} if identity else {}


def _consistent(
    by: Actor, fault_id: int | None, cause_id: int | None, remedy_id: int | None
) -> tuple[int | None, int | None, int | None]:
    """A remedy brings its cause, a cause its fault; what contradicts is refused."""
    known = Q(organisation_id=None) | Q(organisation_id__in=sorted(by.reach))
    if remedy_id is not None:
        remedy = Remedy.objects.filter(known, id=remedy_id).first()
        if remedy is None or cause_id not in (None, remedy.cause_id):
            raise Refused(
                "remedy_unknown", _("This solution does not belong to that source."), field="remedy"
            )
        cause_id = remedy.cause_id
    if cause_id is not None:
        cause = Cause.objects.filter(known, id=cause_id).first()
        if cause is None or fault_id not in (None, cause.fault_id):
            raise Refused("cause_unknown", _("This source does not belong to that fault."), field="cause")
        fault_id = cause.fault_id
    if fault_id is not None and not faults_visible_to(by).filter(id=fault_id).exists():
        raise Refused(
            "fault_unknown", _("This fault record is no longer there. Choose another."), field="fault"
        )
    return fault_id, cause_id, remedy_id


def _answers(fault_id: int | None, answers: Mapping[int, str]) -> dict[str, str]:
    """Of this fault's own checks, yes or no; “don’t know” teaches nothing."""
    if fault_id is None:
        return {}
    known = set(Check.objects.filter(fault_id=fault_id, id__in=list(answers)).values_list("id", flat=True))
    return {str(check): word for check, word in answers.items() if check in known and word in ("yes", "no")}


def _attempts(remedy_id: int | None, attempts: Sequence[tuple[int, str]]) -> list[list[Any]]:
    tried = [[remedy, str(outcome)] for remedy, outcome in attempts if outcome in Outcome.values]
    if remedy_id is not None and [remedy_id, "fixed"] not in tried:
        tried = [[remedy, outcome] for remedy, outcome in tried if remedy != remedy_id]
        tried.append([remedy_id, "fixed"])
    return tried


def _is_second_level(by: Actor) -> bool:
    return bool(by.team_ids) and Team.objects.filter(id__in=sorted(by.team_ids), level__gte=2).exists()
