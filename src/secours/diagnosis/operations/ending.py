"""How a run ends: it works again, it is handed over with everything said, or it is left."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from secours.diagnosis.access import locked_run, workable_run
from secours.diagnosis.alarm import danger_of
from secours.diagnosis.evidence import attempts_of, findings_of
from secours.diagnosis.models import Attempt, Finding, Run
from secours.diagnosis.opening import impact_from, urgency_from
from secours.diagnosis.operations.recording import record_on_run
from secours.diagnosis.told import title_from, told_text
from secours.faults.operations.learning import follow_situation
from secours.faults.operations.resolving import resolve_with_remedy
from secours.journal.files import attach
from secours.journal.models import Entry
from secours.people.actor import Actor
from secours.service_levels.models import Level
from secours.tickets.choices import Confirmation, TicketKind
from secours.tickets.lengths import LONGEST_TOLD, require_length
from secours.tickets.models import Ticket
from secours.tickets.operations import close_ticket, declare_ticket


class NewFile(NamedTuple):
    """A photo of the message, a log: its bytes travel into the ticket."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def solve_run(run_id: int, *, by: Actor, confirmed_how: str = "", text: str = "") -> Ticket:
    """“It works again” closes the matter and records it: an occurrence of the fault with its cause and
    remedy. Confirmed by the person when they say so themselves. `text`: what did it, when it is none of the base."""
    run = workable_run(by, run_id)
    is_own = by.person_id == run.person_id
    had_ticket = run.ticket is not None
    ticket = run.ticket or _declare(run, by)
    run.state, run.ticket = Run.State.SOLVED, ticket
    record_on_run(run, "run.solved", by=by, data={"ticket": ticket.id})
    worked = _remedy_that_worked(run)
    resolve_with_remedy(
        ticket.id,
        by=by,
        fault_id=run.fault_id,
        cause_id=worked.remedy.cause_id if worked else None,
        remedy_id=worked.remedy_id if worked else None,
        confirmed_how=confirmed_how or (Confirmation.USER if is_own else Confirmation.UNCONFIRMED),
        text=text,
        answers=answers_to_learn(run),
        attempts=attempts_to_learn(run),
    )
    if is_own and not had_ticket:
        close_ticket(ticket.id, by=by)
    ticket.refresh_from_db()
    return ticket


@transaction.atomic
def hand_over(
    run_id: int, *, by: Actor, attachments: Iterable[NewFile] = (), more: str = "", **fields: Any
) -> Ticket:
    """A ticket that holds everything said, so that nobody asks it again. Handed over once: again gives
    the same ticket. `more`: last words; `fields`: as `declare_ticket` takes them."""
    run = locked_run(by, run_id)
    if run.ticket is not None:
        return run.ticket
    require_length(more, LONGEST_TOLD, "more")
    run = workable_run(by, run_id)
    ticket = _declare(run, by, more, **fields)
    run.state, run.ticket = Run.State.HANDED_OVER, ticket
    record_on_run(run, "run.handed_over", by=by, data={"ticket": ticket.id})
    follow_situation(ticket, run.fault_id, by=by)
    keep_with_ticket(ticket, attachments)
    return ticket


@transaction.atomic
def abandon_run(run_id: int, *, by: Actor) -> Run:
    """Left without a word: kept, so that it can be taken up again."""
    run = workable_run(by, run_id)
    if run.ticket is None:
        run.state = Run.State.ABANDONED
        record_on_run(run, "run.abandoned", by=by)
    return run


def answers_to_learn(run: Run) -> dict[int, str]:
    """Check id to yes or no, as `resolve_with_remedy` takes them; "I don’t know" teaches nothing."""
    known = findings_of(run)
    return {f.check_asked_id: f.value for f in known if f.value != Finding.Value.UNKNOWN}


def attempts_to_learn(run: Run) -> list[tuple[int, str]]:
    """Remedies in the order they were tried, each with its outcome."""
    known = attempts_of(run)
    return [(a.remedy_id, a.outcome) for a in known if a.outcome != Attempt.Outcome.UNKNOWN]


def _declare(run: Run, by: Actor, more: str = "", **fields: Any) -> Ticket:
    category = fields.pop("category", None) or (run.fault.category if run.fault else None)
    wanted = run.opening.get("request") == "yes"
    given = {
        "title": title_from(run),
        "kind": TicketKind.REQUEST if wanted else TicketKind.INCIDENT,
        "impact": impact_from(run, category),
        "urgency": Level.HIGH if danger_of(run, more) else urgency_from(run, category),
        "device": run.device,
        "site": run.site or run.person.site,
        **fields,
    }
    return declare_ticket(
        by=by,
        requester=run.person,
        text=told_text(run, more),
        channel=run.channel,
        category=category,
        language=run.language,
        **given,
    )


def _remedy_that_worked(run: Run) -> Attempt | None:
    fixed = Attempt.objects.filter(run=run, outcome=Attempt.Outcome.FIXED, remedy__cause__fault=run.fault_id)
    return fixed.select_related("remedy").order_by("-id").first()


def keep_with_ticket(ticket: Ticket, files: Iterable[NewFile], entry: Entry | None = None) -> None:
    """Beside the words of `entry`; else beside the first message."""
    if entry is None:
        first = ticket.messages.select_related("entry").order_by("id").first()
        entry = first.entry if first else None
    for file in files:
        attach(
            file.content,
            name=file.name,
            media_type=file.media_type,
            organisation_id=ticket.organisation_id,
            subject_kind="ticket",
            subject_id=ticket.id,
            entry=entry,
        )
