"""What a page of oversight is asked for: organisation, period, figure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.lib.text import number_in
from secours.people.access import organisations_visible_to
from secours.people.actor import Actor
from secours.reports.scope import Scope

PERIODS = (7, 30, 90, 365)
# Figures that the queue lists as well: one acts on them there.
_QUEUES = {"late": "late", "unassigned": "unassigned"}


@dataclass(frozen=True)
class Asked:
    """`week`: the Monday of one week only, as 2026-11-23; `after`: where the page before ended."""

    organisation: str = ""
    days: int = 30
    figure: str = ""
    target: str = ""
    week: str = ""
    after: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Asked":
        organisation, days = asked.get("organisation", ""), asked.get("days", "")
        return cls(
            organisation="" if number_in(organisation) is None else organisation,
            days=int(days) if days in map(str, PERIODS) else 30,
            figure=asked.get("figure", "")[:20],
            target=asked.get("target", "")[:120],
            week=asked.get("week", "") if _monday(asked.get("week", "")) else "",
            after=asked.get("after", "")[:80],
        )

    def scope(self, reader: Actor) -> Scope:
        scope = Scope.of_days(reader, self.days, int(self.organisation) if self.organisation else None)
        monday = _monday(self.week)
        if monday is None:
            return scope
        return replace(
            scope, since=max(scope.since, monday), until=min(scope.until, monday + timedelta(days=7))
        )

    def query(self, **changes: Any) -> str:
        told = {
            "organisation": self.organisation,
            "days": self.days if self.days != 30 else "",
            "figure": self.figure,
            "target": self.target,
            "week": self.week,
            **changes,
        }
        return urlencode([(name, value) for name, value in told.items() if value])

    def tickets_url(self, figure: str, target: str = "", week: str = "") -> str:
        """Where the tickets of a figure are listed: the queue where one acts on them, else our own list."""
        if figure in _QUEUES and not week:
            told = {"queue": _QUEUES[figure], "organisation": self.organisation}
            return f"{reverse('workbench:queue')}?{urlencode([pair for pair in told.items() if pair[1]])}"
        return f"{reverse('oversight:tickets')}?{self.query(figure=figure, target=target, week=week)}"

    def late_tasks_url(self) -> str:
        told = {"of": "all", "late": "1", "organisation": self.organisation}
        return f"{reverse('workbench:task_list')}?{urlencode([pair for pair in told.items() if pair[1]])}"

    def export_url(self, name: str) -> str:
        return f"{reverse('oversight:export', args=[name])}?{self.query()}"


def filters(reader: Actor, asked: Asked) -> dict[str, Any]:
    """(value, words, is chosen) of organisation (where there are several) and period."""
    found = list(organisations_visible_to(reader).order_by("sort_key").values_list("id", "name"))
    organisations = [("", _("Every organisation")), *((str(one), name) for one, name in found)]
    return {
        "organisations": [(value, words, value == asked.organisation) for value, words in organisations]
        if len(found) > 1
        else [],
        "periods": [(str(days), period_words(days), days == asked.days) for days in PERIODS],
    }


def period_words(days: int) -> str:
    if days == 365:
        return _("12 months")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def _monday(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    monday = day - timedelta(days=day.weekday())
    return datetime.combine(monday, time(), tzinfo=timezone.get_current_timezone())
