"""The assessment (bilan) of a ticket, and the recommendations that are followed up as tasks."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.diagnosis.models import Assessment, Recommendation
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import locked_ticket, require_service
from secours.tickets.lengths import require_length
from secours.tickets.models import Ticket
from secours.tickets.operations import add_task
from secours.tickets.operations.recording import record_on

SECTIONS: Final = ("facts", "checks", "source", "done", "risk")
LANGUAGES: Final = ("fr", "en")
LONGEST_SECTION: Final = 10_000


@transaction.atomic
def write_assessment(ticket_id: int, *, by: Actor) -> Assessment:
    """Once a ticket; what it says is read from the journal each time, but for what a person edits."""
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    assessment, is_new = Assessment.objects.get_or_create(
        ticket=ticket,
        defaults={"organisation_id": ticket.organisation_id, "written_by_id": by.person_id},
    )
    if is_new:
        _record(ticket, "assessment.written", by, {"assessment": assessment.id})
    return assessment


@transaction.atomic
def edit_assessment(ticket_id: int, *, by: Actor, language: str, **sections: str) -> Assessment:
    """Own words for a section (facts, checks, source, done, risk) in one language; an empty text gives
    the written one back."""
    if language not in LANGUAGES:
        raise Refused("language_unknown", _("An assessment is written in French or in English."))
    unknown = set(sections) - set(SECTIONS)
    if unknown:
        raise Refused("section_unknown", _("This section does not exist."), field=min(unknown))
    assessment = write_assessment(ticket_id, by=by)
    kept = dict(assessment.edited.get(language, {}))
    for name, text in sections.items():
        require_length(text, LONGEST_SECTION, name)
        kept[name] = text.strip()
    assessment.edited = {**assessment.edited, language: {name: text for name, text in kept.items() if text}}
    assessment.save(update_fields=["edited", "updated_at"])
    data = {"assessment": assessment.id, "language": language, "sections": sorted(sections)}
    _record(assessment.ticket, "assessment.edited", by, data)
    return assessment


@transaction.atomic
def recommend(
    ticket_id: int, *, by: Actor, title: str, owner_id: int | None = None, due_on: date | None = None
) -> Recommendation:
    """What should be done next, by whom, before when: a task of the ticket that shows in the assessment."""
    assessment = write_assessment(ticket_id, by=by)
    task = add_task(ticket_id, by=by, title=title, owner_id=owner_id, due_on=due_on)
    recommendation = Recommendation.objects.create(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        task=task,
        order=assessment.recommendations.count(),
    )
    data = {"recommendation": recommendation.id, "task": task.id}
    _record(assessment.ticket, "assessment.recommended", by, data)
    return recommendation


def _record(ticket: Ticket, kind: str, by: Actor, data: Mapping[str, object]) -> None:
    record_on(ticket, kind, by=by, data=data, internal=True, touch=False, save=False)
