"""Who may see a guided diagnosis. Portal, panel, assessment, API and export all start here."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from secours.diagnosis.models import Approval, Assessment, Prediction, Run
from secours.people.actor import OVERSEEING, Actor, actor_of_person
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Membership, Person
from secours.tickets.access import is_concerned, tickets_visible_to
from secours.tickets.choices import OPEN_STATES
from secours.tickets.models import Ticket


def runs_visible_to(actor: Actor) -> QuerySet[Run]:
    """One's own; staff see those in reach, unless the ticket behind is hidden from them."""
    runs = Run.objects.filter(organisation_id__in=sorted(actor.reach))
    if actor.only_ticket_id is not None:
        return runs.filter(ticket_id=actor.only_ticket_id)
    if actor.is_system:
        return runs
    own = Q(person_id=actor.person_id)
    if actor.is_staff:
        # Asked of each ticket: beside an “or”, PostgreSQL would gather every ticket of the reach first.
        seen = Exists(tickets_visible_to(actor).filter(id=OuterRef("ticket_id")))
        return runs.filter(own | Q(ticket=None) | Q(seen))
    return runs.filter(own)


def run_for(actor: Actor, run_id: int) -> Run:
    """Raises NotFound, the same whether it does not exist or may not be known."""
    run = (
        runs_visible_to(actor)
        .select_related("fault__category", "person", "organisation")
        .filter(id=run_id)
        .first()
    )
    if run is None:
        raise _no_run()
    return run


def locked_run(actor: Actor, run_id: int) -> Run:
    """The run, locked for the operation that changes it: one's own, or a technician's in reach."""
    run = runs_visible_to(actor).filter(id=run_id).first()
    if run is None:
        raise _no_run()
    if not (actor.serves or actor.person_id == run.person_id):
        raise NotAllowed(
            "not_your_run", _("Only the person concerned or the support team may go on with this diagnosis.")
        )
    return _held(run)


def workable_run(actor: Actor, run_id: int) -> Run:
    """A locked run that is not over: it may be open, or go on with a technician on its open ticket."""
    run = locked_run(actor, run_id)
    goes_on = run.state == Run.State.OPEN if run.ticket is None else run.ticket.is_open
    if not goes_on:
        raise Refused("run_over", _("This diagnosis is over. Say what is happening, and a new one starts."))
    return run


def assessment_for(actor: Actor, ticket: Ticket) -> Assessment | None:
    """Readers of the ticket read its assessment once it is written."""
    if not tickets_visible_to(actor).filter(id=ticket.id).exists():
        return None
    return Assessment.objects.filter(ticket=ticket).first()


def require_assessment(actor: Actor, ticket: Ticket) -> None:
    """Staff read it at any time; the contact of the organisation once the ticket is resolved and the assessment
    written. The person concerned reads the answers: the document speaks to who runs the place."""
    if actor.is_staff or actor.is_system:
        return
    if not (actor.has("client") and ticket.organisation_id == actor.organisation_id):
        raise NotAllowed(
            "assessment_not_yours",
            _(
                "The assessment is for the contact of your organisation. Ask them, or write to the support team."
            ),
        )
    if ticket.is_open or assessment_for(actor, ticket) is None:
        raise NotFound("assessment_not_ready", _("The assessment of this ticket is not ready yet."))


def has_assessment(actor: Actor, ticket: Ticket) -> bool:
    """Whether its document is there for this reader."""
    try:
        require_assessment(actor, ticket)
    except Refused:
        return False
    return assessment_for(actor, ticket) is not None


def predictions_visible_to(actor: Actor) -> QuerySet[Prediction]:
    """Of the tickets that the reader may open."""
    own = Prediction.objects.filter(organisation_id__in=sorted(actor.reach))
    return own.filter(ticket_id__in=tickets_visible_to(actor).values("id"))


def approvals_visible_to(actor: Actor) -> QuerySet[Approval]:
    """Those of the tickets that staff may open."""
    asked = Approval.objects.filter(organisation_id__in=sorted(actor.reach))
    if not (actor.is_staff or actor.is_system):
        return asked.none()
    return asked.filter(ticket_id__in=tickets_visible_to(actor).values("id"))


def may_approve(actor: Actor) -> bool:
    """Those who oversee, system included never: an approval is a person’s word."""
    return actor.person_id is not None and actor.oversees


def awaited_approvals(actor: Actor) -> QuerySet[Approval]:
    """What waits for this person's word: asked by someone else, of a ticket that is still open and not theirs."""
    if not may_approve(actor):
        return Approval.objects.none()
    waiting = approvals_visible_to(actor).filter(is_approved=None, ticket__state__in=OPEN_STATES)
    own = Q(ticket__requester_id=actor.person_id) | Q(
        ticket__affected_id=actor.person_id, ticket__affected__isnull=False
    )
    # Nobody: who asked is gone.
    return waiting.filter(~Q(asked_by_id=actor.person_id) | Q(asked_by=None)).exclude(own)


def who_may_approve(ticket: Ticket, *, but: int | None) -> list[Person]:
    """Everyone whose word would do, `but` who asks; those of the ticket's team first. Of the people that the wall
    lets the transaction see."""
    near = Q(organisation_id=ticket.organisation_id) | Q(organisation__is_provider=True)
    near |= Q(reaches__served_id=ticket.organisation_id)
    people = Person.objects.filter(near, is_active=True, roles__name__in=sorted(OVERSEEING)).exclude(
        id=but or 0
    )
    found = [one for one in people.distinct().order_by("id") if _may_decide(one, ticket)]
    team = set(Membership.objects.filter(team_id=ticket.team_id or 0).values_list("person_id", flat=True))
    return sorted(found, key=lambda one: one.id not in team)


def _may_decide(person: Person, ticket: Ticket) -> bool:
    reader = actor_of_person(person.id)
    if not may_approve(reader) or is_concerned(reader, ticket):
        return False
    return tickets_visible_to(reader).filter(id=ticket.id).exists()


def sees_the_panel(actor: Actor, ticket: Ticket) -> bool:
    """The technician's words are not the portal's; on one's own request one is a requester."""
    return actor.is_staff and not is_concerned(actor, ticket)


def _no_run() -> NotFound:
    return NotFound("run_not_found", _("This diagnosis does not exist, or is not in your reach."))


def _held(run: Run) -> Run:
    """The ticket before its run, as everywhere (docs/subsystems/journal.md): whoever changes the ticket holds it
    and then wants the run."""
    while run.ticket_id is None:
        point = transaction.savepoint()
        held = Run.objects.select_for_update().get(id=run.id)
        if held.ticket_id is None:
            transaction.savepoint_commit(point)
            return held
        # Handed over while we waited: let it go, and begin with the ticket that it has now.
        transaction.savepoint_rollback(point)
        run = held
    ticket = Ticket.objects.select_for_update().defer("search").get(id=run.ticket_id)
    held = Run.objects.select_for_update().get(id=run.id)
    if held.ticket_id == ticket.id:
        held.ticket = ticket
    return held
