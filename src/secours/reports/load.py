"""What each team has on its hands, now."""

from dataclasses import dataclass

from django.db.models import Count, Q

from secours.reports.figures import FIGURES
from secours.reports.scope import Scope, tickets_in
from secours.tickets.choices import OPEN_STATES, State


@dataclass(frozen=True)
class Load:
    """Open tickets of a team (none: no team has them): late, running in time, on hold."""

    team_id: int | None
    name: str
    late: int
    running: int
    held: int

    @property
    def total(self) -> int:
        return self.late + self.running + self.held


def load_by_team(scope: Scope) -> list[Load]:
    """The most loaded first; one query. A name is empty where there is no team or it may not be read."""
    held = Count("id", filter=Q(state=State.ON_HOLD))
    late = Count("id", filter=FIGURES["late"](scope))
    rows = tickets_in(scope).filter(state__in=OPEN_STATES).values("team_id", "team__name")
    counted = rows.annotate(every=Count("id"), late=late, held=held).order_by("-every", "team__name")
    return [
        Load(
            row["team_id"],
            row["team__name"] or "",
            row["late"],
            row["every"] - row["late"] - row["held"],
            row["held"],
        )
        for row in counted
    ]
