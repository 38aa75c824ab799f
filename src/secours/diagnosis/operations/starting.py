"""How a run begins: the person's own words, the situation, the opening answers, the device."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.diagnosis.access import locked_run, workable_run
from secours.diagnosis.matching import run_of_words
from secours.diagnosis.models import Run
from secours.diagnosis.opening import QUESTION_KEYS, answers_in_text, complete_opening
from secours.diagnosis.operations.facts import record_facts
from secours.diagnosis.operations.recording import record_on_run
from secours.equipment.access import device_for
from secours.equipment.models import Device
from secours.faults.access import faults_visible_to
from secours.faults.choices import ReviewState
from secours.faults.models import Fault
from secours.faults.operations.learning import follow_situation
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Person, Site
from secours.tickets.access import locked_ticket, require_service, tickets_visible_to
from secours.tickets.choices import OPEN_STATES, Channel, TicketKind
from secours.tickets.lengths import LONGEST_TOLD, require_length
from secours.tickets.models import Ticket

LONGEST_ANSWER = 500
MOST_BEGUN = 50


@transaction.atomic
def start_run(
    *,
    by: Actor,
    person: Person,
    text: str,
    channel: str = Channel.PORTAL,
    language: str = "",
    device: Device | None = None,
    site: Site | None = None,
) -> Run:
    """For oneself, or by a technician for somebody. What the text already tells is not asked again."""
    if not (by.serves or by.person_id == person.id) or by.only_ticket_id is not None:
        raise NotAllowed("not_for_others", _("You can only ask for yourself. Ask the support team to."))
    if not text.strip():
        raise Refused("text_missing", _("Say in a few words what is happening."), field="text")
    require_length(text, LONGEST_TOLD)
    run = Run(
        organisation_id=person.organisation_id,
        person=person,
        account_id=by.account_id,
        channel=channel,
        language=language or person.language,
        text=text.strip(),
        device=device,
        site=site or person.site,
        opening=answers_in_text(text),
    )
    record_on_run(run, "run.started", by=by, text=run.text, data={"channel": str(channel)})
    return run


@transaction.atomic
def start_run_on_ticket(ticket: Ticket, *, by: Actor) -> Run:
    """The run of a ticket that came without one (mail, phone); the situation when the text is sure."""
    require_service(by)
    ticket = locked_ticket(by, ticket.id)
    known = Run.objects.filter(ticket=ticket).first()
    if known is not None:
        return known
    run = run_of_words(by, ticket)
    run.account_id = by.account_id
    record_on_run(run, "run.started", by=by, text=run.text, data={"ticket": ticket.id})
    record_facts(run, by=by)
    if run.fault_id is not None:
        follow_situation(ticket, run.fault_id, by=by)
    return run


def begin_due_runs(*, by: Actor, now: datetime | None = None) -> int:
    """Incidents of the last day that came without a run (mail, phone): theirs begins, so that the devices
    have answered and the situation is found before a technician opens the ticket. Gives how many."""
    since = (now or timezone.now()) - timedelta(days=1)
    due = tickets_visible_to(by).filter(
        run=None, kind=TicketKind.INCIDENT, state__in=OPEN_STATES, created_at__gte=since
    )
    begun = list(due.exclude(channel=Channel.PORTAL).order_by("id")[:MOST_BEGUN])
    for ticket in begun:
        start_run_on_ticket(ticket, by=by)
    return len(begun)


@transaction.atomic
def choose_situation(run_id: int, *, by: Actor, fault_id: int | None, is_request: bool = False) -> Run:
    """None: something else. `is_request`: something wanted, nothing broken; it leaves the diagnosis."""
    run = workable_run(by, run_id)
    fault = _situation(run, by, fault_id)
    run.fault, run.is_unmatched = fault, fault is None
    wanted = is_request or (fault is not None and fault.is_request)
    run.opening = {**run.opening, "request": "yes" if wanted else "no"}
    record_on_run(run, "run.situation_chosen", by=by, data={"fault": fault_id, "request": wanted})
    record_facts(run, by=by)
    if run.ticket is not None:
        follow_situation(run.ticket, fault_id, by=by)
    return run


@transaction.atomic
def answer_opening(run_id: int, *, by: Actor, answers: dict[str, str]) -> Run:
    """Answers of the five shared questions; an empty one is a question skipped. Not asked again."""
    run = workable_run(by, run_id)
    unknown = set(answers) - set(QUESTION_KEYS)
    if unknown:
        raise Refused("question_unknown", _("This question is not one of the opening ones."))
    given = {key: value.strip() for key, value in answers.items() if value.strip()}
    for key, value in given.items():
        require_length(value, LONGEST_ANSWER, key)
    run.opening = complete_opening({**run.opening, **given})
    run.is_opening_done = True
    record_on_run(run, "run.opening_answered", by=by, data={"questions": sorted(given)})
    record_facts(run, by=by)
    return run


@transaction.atomic
def set_device(run_id: int, *, by: Actor, device_id: int | None) -> Run:
    """Its facts answer checks before anyone is asked."""
    run = workable_run(by, run_id)
    device = None if device_id is None else device_for(by, device_id)
    if device is not None and device.organisation_id != run.organisation_id:
        raise Refused("other_organisation", _("This device belongs to another organisation."), field="device")
    run.device = device
    record_on_run(run, "run.device_set", by=by, data={"device": device_id})
    record_facts(run, by=by)
    return run


@transaction.atomic
def resume_run(run_id: int, *, by: Actor) -> Run:
    """Take up where it stood: one's own left run, or another's by a technician."""
    run = locked_run(by, run_id)
    if run.state == Run.State.ABANDONED:
        run.state = Run.State.OPEN
    record_on_run(run, "run.resumed", by=by, data={"state": str(run.state)})
    return run


def _situation(run: Run, by: Actor, fault_id: int | None) -> Fault | None:
    """Shared, or of the person's own organisation; none that was retired."""
    if fault_id is None:
        return None
    known = Q(organisation=None) | Q(organisation_id=run.organisation_id)
    faults = faults_visible_to(by).filter(known).exclude(state=ReviewState.RETIRED)
    fault = faults.filter(id=fault_id).first()
    if fault is None:
        raise Refused("fault_unknown", _("Choose one of the situations shown, or “something else”."))
    return fault
