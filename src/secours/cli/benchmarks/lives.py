"""Tickets lived through the operations: the same printer fault solved some times, then met again."""

from dataclasses import dataclass

from secours.cli.demo.cast import Cast
from secours.cli.demo.clock import at
from secours.diagnosis.models import Run
from secours.diagnosis.operations import (
    answer_opening,
    choose_situation,
    record_finding,
    start_run,
    start_run_on_ticket,
)
from secours.diagnosis.queries import next_step_of
from secours.faults.models import Cause, Fault, Remedy
from secours.faults.operations import count_due_occurrences, resolve_with_remedy
from secours.faults.recall.indexing import index_meaning
from secours.people.actor import Actor, acting, actor_of_account
from secours.tickets.models import Ticket
from secours.tickets.operations import assign_ticket, close_ticket, declare_ticket, reply_to_ticket

PAST = 12
TEXT = "L’imprimante du service n’imprime plus, les documents restent en attente. Message : file bloquée."


@dataclass(frozen=True)
class Lives:
    """`ticket`: open, with messages, device, run and past cases; `plain`: another, without a run. `run`: of
    the portal, at a check; `check` and `ticket_check`: what each run asks."""

    ticket: Ticket
    ticket_check: int
    plain: Ticket
    run: Run
    check: int


def live(cast: Cast, by: Actor) -> Lives:
    index_meaning(by=by)
    fault = Fault.objects.get(code="prn.no_output")
    for number in range(PAST):
        _past(cast, by, fault, number)
    count_due_occurrences(by=by)
    ticket = _declared(cast, by)
    run = start_run_on_ticket(ticket, by=by)
    choose_situation(run.id, by=by, fault_id=fault.id)
    ticket_check = _answered_one(Run.objects.get(id=run.id), by)
    for number in range(6):
        reply_to_ticket(ticket.id, by=by, text=f"Message {number} : je regarde la file d’impression.")
    plain = _declared(cast, by)
    return Lives(ticket, ticket_check, plain, *_run_of_the_portal(cast, fault))


def _past(cast: Cast, by: Actor, fault: Fault, number: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    causes = list(Cause.objects.filter(fault=fault).order_by("-prior", "id")[:3])
    cause = causes[0 if number % 4 else number % len(causes)]
    begun = timezone.now() - timedelta(days=200 - 14 * number)
    with at(begun):
        ticket = _declared(cast, by)
    with at(begun + timedelta(hours=2)):
        resolve_with_remedy(
            ticket.id,
            by=by,
            fault_id=fault.id,
            cause_id=cause.id,
            remedy_id=Remedy.objects.filter(cause=cause).order_by("id")[0].id,
            confirmed_how="user",
            text="La file a été vidée.",
        )
    with at(begun + timedelta(days=6)):
        close_ticket(ticket.id, by=by)


def _declared(cast: Cast, by: Actor) -> Ticket:
    printer = cast.devices["printer"]
    ticket = declare_ticket(by=by, requester=cast.people["requester"], text=TEXT, device=printer)
    assign_ticket(ticket.id, by=by, person_id=cast.people["technician"].id)
    return ticket


def _answered_one(run: Run, by: Actor) -> int:
    step = next_step_of(run, "tech")
    if step.check is None:
        raise LookupError("the situation measured asks no check")
    record_finding(run.id, by=by, check_id=step.check.id, value="yes", source="tech")
    return step.check.id


def _run_of_the_portal(cast: Cast, fault: Fault) -> tuple[Run, int]:
    person = cast.people["requester"]
    reader = actor_of_account(person.account_id or 0)
    if reader is None:
        raise LookupError("the cast lacks its requester")
    with acting(reader):
        run = start_run(by=reader, person=person, text=TEXT)
        choose_situation(run.id, by=reader, fault_id=fault.id)
        answer_opening(run.id, by=reader, answers={})
        step = next_step_of(Run.objects.get(id=run.id), "user")
        if step.check is None:
            raise LookupError("the situation measured asks no check")
        return run, step.check.id
