"""What the list of tasks is asked for, and the open tasks that answer it: the first due stands first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from secours.lib.statements import KEPT, Answer, Given, GivenIds, Reading, Statement, statement, written
from secours.lib.text import number_in
from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.people.models import Membership
from secours.tickets.access import tasks_visible_to, tickets_visible_to
from secours.tickets.models import Task
from secours.web.navigation import capped, count_words, open_tasks
from secours.web.templatetags.secours_ui import avatar_html, clock_html, icon_html
from secours.web.workbench import moments

PAGE = 50
WEEK = timedelta(days=7)
Row = dict[str, Any]
_COLUMNS = (
    "id", "title", "due_on", "owner_id", "owner__name", "ticket_id", "ticket__number", "ticket__title",
    "ticket__requester_id", "organisation__name", "recommendation__id",
)  # fmt: skip


@dataclass(frozen=True)
class TaskList:
    """`of`: mine, team, all; `after`: where the page before ended, `day~id` or `~id`."""

    of: str = "mine"
    late: bool = False
    organisation: int | None = None
    after: str = ""

    @classmethod
    def asked(cls, asked: QueryDict, reader: Actor) -> "TaskList":
        of = asked.get("of", "mine")
        return cls(
            of=of if of in scopes_of(reader) else "mine",
            late=asked.get("late") == "1",
            organisation=number_in(asked.get("organisation", "")),
            after=asked.get("after", "")[:40],
        )

    def query(self, **changes: Any) -> str:
        """The address of the same list with something changed; a change to nothing takes it away."""
        asked = {"of": self.of, "late": self.late and 1, "organisation": self.organisation, **changes}
        return urlencode(
            [(name, value) for name, value in asked.items() if value and (name, value) != ("of", "mine")]
        )

    @property
    def is_narrowed(self) -> bool:
        return self.late or self.organisation is not None

    def ask(self, reading: Reading, reader: Actor) -> "Found":
        """A page of tasks, and how many each scope holds; asked, and sent with what the page asks besides."""
        given = {"today": timezone.localdate(), "organisation": self.organisation, **_mark_values(self.after)}
        page = reading.ask(_page(reader, self._shape(), _mark(self.after)), **given)
        counts = {of: reading.ask(_count(reader, self._shape(of)), **given) for of in scopes_of(reader)}
        return Found(page, counts)

    def _shape(self, of: str = "") -> "Shape":
        return Shape(of or self.of, self.late, self.organisation is not None)


@dataclass(frozen=True)
class Shape:
    """What of a list is in its statement."""

    of: str
    late: bool
    one_organisation: bool


@dataclass(frozen=True)
class Found:
    page: Answer[Row]
    counted: dict[str, Answer[tuple[int]]]

    @property
    def rows(self) -> list[Row]:
        return self.page.rows[:PAGE]

    @property
    def following(self) -> str:
        """Where the next page begins; empty at the end."""
        if len(self.page.rows) <= PAGE:
            return ""
        last = self.page.rows[PAGE - 1]
        return f"{last['due_on'].isoformat() if last['due_on'] else ''}~{last['id']}"

    def count(self, of: str) -> str:
        return count_words(self.counted[of].rows[0][0])


def scopes_of(reader: Actor) -> dict[str, str]:
    """Whose tasks can be listed; a team’s for who is in one."""
    scopes = {"mine": pgettext("tasks", "Mine"), "team": _("My team"), "all": pgettext("tasks", "All")}
    return {of: words for of, words in scopes.items() if of != "team" or reader.team_ids}


def shaped(rows: list[Row], reader: Actor) -> list[Row]:
    """Words and signs of a page of rows; who and what they point to come in one message."""
    reading, ids = Reading(), {"tickets": [row["ticket_id"] for row in rows]}
    requesters = sorted({row["ticket__requester_id"] for row in rows})
    hidden = sorted({row["owner_id"] for row in rows if row["owner_id"] and not row["owner__name"]})
    names = reading.ask(_names(reader), people=requesters)
    owners = reading.ask(_STAFF_NAMES, people=hidden)
    seen = reading.ask(_seen(reader), **ids)
    people, staff = {key: (name, vip) for key, name, vip in names.rows}, dict(owners.rows)
    visible, today = {one for (one,) in seen.rows}, timezone.localdate()
    return [_shape(row, reader, today, people, staff, visible) for row in rows]


def grouped(rows: list[Row], *, begins: bool, ends: bool) -> Iterator[Row]:
    """Under their day. A group that the page cuts says no number: it would be wrong."""
    titles = {
        "late": _("Late"), "today": _("Today"), "week": _("Within a week"), "later": _("Later"), "none": _("No date"),
    }  # fmt: skip
    groups = [(bucket, list(inside)) for bucket, inside in groupby(rows, key=lambda row: row["bucket"])]
    for place, (bucket, inside) in enumerate(groups):
        icon, tone = ("alert-triangle", "c-danger") if bucket == "late" else ("calendar-due", "dim")
        whole = (place > 0 or begins) and (place < len(groups) - 1 or ends)
        yield {
            "title": titles[bucket],
            "icon": icon_html(icon, "s", tone=tone),
            "count": str(len(inside)) if whole else "",
            "rows": inside,
        }


def due_words(due_on: date | None, today: date) -> tuple[str, str, str]:
    """Group, kind of clock and words of the day by which a task is done."""
    if due_on is None:
        return "none", "", _("no date")
    days = (due_on - today).days
    if days < 0:
        return "late", "late", ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    if days == 0:
        return "today", "soon", _("today")
    words = _("tomorrow") if days == 1 else moments.short_day(due_on)
    return "week" if days < WEEK.days else "later", "ok", words


def _shape(
    row: Row,
    reader: Actor,
    today: date,
    people: dict[int, tuple[str, bool]],
    staff: dict[int, str],
    visible: set[int],
) -> Row:
    bucket, kind, due = due_words(row["due_on"], today)
    owner = row["owner__name"] or staff.get(row["owner_id"], "")
    label = f"T-{row['ticket__number']}"
    is_seen = row["ticket_id"] in visible
    who, is_vip = people.get(row["ticket__requester_id"], ("", False)) if is_seen else ("", False)
    change = f"{reverse('workbench:tasks_change')}?t={row['id']}"
    return {
        "id": str(row["id"]),
        "title": row["title"],
        "label": label,
        "url": reverse("workbench:ticket", args=[row["ticket__number"]]) if is_seen else change,
        "change": change,
        "ticket": row["ticket__title"] if is_seen else _("confidential"),
        "who": who,
        "vip": is_vip,
        "organisation": row["organisation__name"] if len(reader.reach) > 1 else "",
        "owner": owner,
        "avatar": avatar_html(owner),
        "is_recommended": row["recommendation__id"] is not None,
        "due": clock_html(kind, due) if kind else due,
        "bucket": bucket,
        "may_act": reader.serves or row["owner_id"] == reader.person_id,
    }


# Those of the provider, whom a client’s technicians may know by name only.
_STAFF_NAMES = written("SELECT id, name FROM people_staff_names(%s)", "people")


@lru_cache(maxsize=KEPT)
def _names(reader: Actor) -> Statement[tuple[int, str, bool]]:
    people = people_visible_to(reader).filter(id__in=GivenIds("people"))
    return statement(people.values_list("id", "name", "is_vip"))


@lru_cache(maxsize=KEPT)
def _seen(reader: Actor) -> Statement[tuple[int]]:
    return statement(tickets_visible_to(reader).filter(id__in=GivenIds("tickets")).values_list("id"))


@lru_cache(maxsize=KEPT)
def _page(reader: Actor, shape: Shape, mark: str) -> Statement[Row]:
    tasks = _tasks(reader, shape).order_by(F("due_on").asc(nulls_last=True), "id")
    if mark == "none":
        tasks = tasks.filter(due_on=None, id__gt=Given("last"))
    elif mark == "day":
        beyond = Q(due_on__gt=Given("day")) | Q(due_on=Given("day"), id__gt=Given("last"))
        tasks = tasks.filter(beyond | Q(due_on=None))
    return statement(tasks.values(*_COLUMNS)[: PAGE + 1])


@lru_cache(maxsize=KEPT)
def _count(reader: Actor, shape: Shape) -> Statement[tuple[int]]:
    return capped(_tasks(reader, shape))


def _tasks(reader: Actor, shape: Shape) -> QuerySet[Task]:
    """Open ones, unordered, through access."""
    tasks = _of(reader, shape.of)
    if shape.late:
        tasks = tasks.filter(due_on__lt=Given("today"))
    return tasks.filter(organisation_id=Given("organisation")) if shape.one_organisation else tasks


def _of(reader: Actor, of: str) -> QuerySet[Task]:
    if of == "mine":
        return open_tasks(reader)
    tasks = tasks_visible_to(reader).filter(done_at=None)
    if of == "all":
        return tasks
    teams = sorted(reader.team_ids)
    members = Membership.objects.filter(team_id__in=teams).values("person_id")
    return tasks.filter(Q(owner_id__in=members) | Q(owner_id=None, ticket__team_id__in=teams))


def _mark(after: str) -> str:
    values = _mark_values(after)
    return "day" if "day" in values else "none" if values else ""


def _mark_values(after: str) -> dict[str, Any]:
    day, _tilde, last = after.partition("~")
    number = number_in(last)
    if number is None:
        return {}
    try:
        return {"last": number, "day": date.fromisoformat(day)} if day else {"last": number}
    except ValueError:
        return {}
