"""What a figure is about: who reads, of which organisation, from when to when."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from secours.faults.access import occurrences_visible_to
from secours.faults.choices import LearningState
from secours.faults.models import Occurrence
from secours.people.actor import Actor
from secours.tickets.access import tickets_visible_to
from secours.tickets.models import Ticket


@dataclass(frozen=True)
class Scope:
    """`since` included, `until` excluded; no organisation: all in reach. `now` is when it is read."""

    actor: Actor
    since: datetime
    until: datetime
    now: datetime
    organisation_id: int | None = None

    @classmethod
    def of_days(cls, actor: Actor, days: int, organisation_id: int | None = None) -> "Scope":
        now = timezone.now()
        return cls(actor, now - timedelta(days=days), now, now, organisation_id)

    @property
    def before(self) -> "Scope":
        """The period of the same length that ended when this one began."""
        return replace(self, since=self.since - (self.until - self.since), until=self.since)


def tickets_in(scope: Scope) -> QuerySet[Ticket]:
    """Each once, whatever access joins: figures are counted on it. Not limited to the period."""
    seen = tickets_visible_to(scope.actor)
    tickets = Ticket.objects.filter(organisation_id__in=reach_of(scope))
    return tickets.filter(id__in=seen.order_by().values("id"))


def occurrences_in(scope: Scope) -> QuerySet[Occurrence]:
    """Cases met within the period."""
    cases = cases_met(scope.actor).filter(organisation_id__in=reach_of(scope))
    return cases.filter(happened_at__gte=scope.since, happened_at__lt=scope.until)


def cases_met(actor: Actor) -> QuerySet[Occurrence]:
    """Each fault met once: not the resolution that was taken back, nor the same outage told twice. A case
    after which the fault came back teaches nothing, and is here all the same: that is what recurs."""
    cases = occurrences_visible_to(actor).filter(resolution__withdrawn_at=None)
    return cases.exclude(state=LearningState.WITHDRAWN, relapsed_at=None)


def reach_of(scope: Scope) -> list[int]:
    """The one organisation that is asked for, where it is in reach."""
    if scope.organisation_id is None:
        return sorted(scope.actor.reach)
    return [scope.organisation_id] if scope.organisation_id in scope.actor.reach else []
