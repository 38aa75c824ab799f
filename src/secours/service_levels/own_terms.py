"""An organisation's own hours, promises and matrix: made by copying the shared ones, dropped to follow them again.

Deadlines follow by themselves: tickets answers what is recorded here.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.journal.operations import record
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.people.models import Organisation
from secours.service_levels.models import Agreement, Calendar, PriorityRule, Target
from secours.service_levels.operations import require_terms


@transaction.atomic
def copy_agreement(organisation: Organisation, *, by: Actor) -> Agreement:
    """Hours and promises of its own, the same as the shared ones to begin with."""
    require_terms(by, organisation.id)
    if Agreement.objects.filter(organisation=organisation, is_default=True).exists():
        raise Refused("own_already", _("This organisation has its own already."))
    shared = Agreement.objects.select_related("calendar").get(organisation=None, is_default=True)
    own = Agreement.objects.create(
        organisation=organisation,
        name=shared.name,
        is_default=True,
        calendar=_copied(shared.calendar, organisation),
    )
    Target.objects.bulk_create(
        Target(
            organisation=organisation,
            agreement=own,
            priority=target.priority,
            response_minutes=target.response_minutes,
            resolution_minutes=target.resolution_minutes,
        )
        for target in shared.targets.all()
    )
    _record("agreement.copied", by, organisation)
    return own


@transaction.atomic
def drop_agreement(organisation: Organisation, *, by: Actor) -> None:
    """It follows the shared hours and promises again."""
    require_terms(by, organisation.id)
    own = list(Agreement.objects.filter(organisation=organisation, is_default=True))
    if not own:
        raise _nothing_own()
    for agreement in own:
        agreement.delete()
        Calendar.objects.filter(id=agreement.calendar_id, organisation=organisation).delete()
    _record("agreement.dropped", by, organisation)


@transaction.atomic
def copy_matrix(organisation: Organisation, *, by: Actor) -> None:
    """Nine cells of its own, the same as the shared ones to begin with."""
    require_terms(by, organisation.id)
    if PriorityRule.objects.filter(organisation=organisation).exists():
        raise Refused("own_already", _("This organisation has its own already."))
    PriorityRule.objects.bulk_create(
        PriorityRule(
            organisation=organisation, impact=rule.impact, urgency=rule.urgency, priority=rule.priority
        )
        for rule in PriorityRule.objects.filter(organisation=None)
    )
    _record("matrix.copied", by, organisation)


@transaction.atomic
def drop_matrix(organisation: Organisation, *, by: Actor) -> None:
    """It follows the shared matrix again."""
    require_terms(by, organisation.id)
    gone, _rows = PriorityRule.objects.filter(organisation=organisation).delete()
    if not gone:
        raise _nothing_own()
    _record("matrix.dropped", by, organisation)


def _copied(calendar: Calendar, organisation: Organisation) -> Calendar:
    return Calendar.objects.create(
        organisation=organisation,
        name=calendar.name,
        time_zone=calendar.time_zone,
        country=calendar.country,
        region=calendar.region,
        hours=calendar.hours,
        closed_days=calendar.closed_days,
    )


def _nothing_own() -> Refused:
    return Refused("nothing_own", _("This organisation follows the shared ones already."))


def _record(kind: str, by: Actor, organisation: Organisation) -> None:
    record(
        kind,
        by=by,
        subject_kind="organisation",
        subject_id=organisation.id,
        organisation_id=organisation.id,
    )
