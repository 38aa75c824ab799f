"""What a queue page is asked for: queue, filters, words, order, page; and the tickets that answer it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from secours.equipment.access import devices_visible_to
from secours.lib.text import number_in, sort_key
from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.tickets.access import search_within_reach, tickets_visible_to
from secours.tickets.choices import State
from secours.tickets.models import Ticket
from secours.web.navigation import QUEUES, queue_tickets
from secours.web.workbench.rows import Row, named, plain_values, values_of

PAGE = 50
FILTERS = ("state", "priority", "category", "site", "organisation", "requester", "device", "kind")
SORTS = ("due", "updated", "created", "priority")
_MOST_FOUND = 200
_MOST_MATCHED = 200


@dataclass(frozen=True)
class Listing:
    """One way of looking at the tickets. `after`: where the page before ended (see `_cursor`)."""

    queue: str = "team"
    sort: str = "due"
    words: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    after: str = ""

    @classmethod
    def asked(cls, asked: QueryDict) -> "Listing":
        queue, sort = asked.get("queue", "team"), asked.get("sort", "due")
        return cls(
            queue=queue if queue in QUEUES or queue == "all" else "team",
            sort=sort if sort in SORTS else "due",
            words=asked.get("q", "").strip()[:200],
            filters={name: asked.get(name, "")[:80] for name in FILTERS if asked.get(name, "").strip()},
            after=asked.get("after", "")[:120],
        )

    def query(self, **changes: Any) -> str:
        """The address of the same list with something changed; a change to nothing takes it away."""
        asked = {"queue": self.queue, "sort": self.sort, "q": self.words, **self.filters, **changes}
        defaults = {"sort": "due"}
        return urlencode(
            [(name, value) for name, value in asked.items() if value and defaults.get(name) != value]
        )

    def tickets(self, reader: Actor) -> QuerySet[Ticket]:
        """Everything that answers, unordered, through access."""
        tickets = self._of_queue(reader)
        for name, value in self.filters.items():
            tickets = _filtered(tickets, name, value, reader)
        if self.words:
            tickets = tickets.filter(id__in=search_within_reach(reader, self.words, _MOST_FOUND))
        return tickets

    def page(self, reader: Actor) -> tuple[list[Row], str]:
        """Values of at most PAGE tickets, and where the next page begins (empty at the end)."""
        tickets = self.tickets(reader)
        found = (
            _by_deadline(tickets, self.after)
            if self.sort == "due"
            else _ordered(tickets, self.sort, self.after)
        )
        rows = found[:PAGE]
        return rows, _cursor(rows[-1], self.sort) if len(found) > PAGE else ""

    def _of_queue(self, reader: Actor) -> QuerySet[Ticket]:
        state = self.filters.get("state", "")
        if state in (State.SOLVED, State.CLOSED, "any"):
            own = {"mine": Q(assigned_to_id=reader.person_id), "team": Q(team_id__in=sorted(reader.team_ids))}
            return tickets_visible_to(reader).filter(own.get(self.queue, Q()))
        return queue_tickets(reader, self.queue)


def _filtered(tickets: QuerySet[Ticket], name: str, value: str, reader: Actor) -> QuerySet[Ticket]:
    if name == "state":
        return tickets.filter(state=value) if value in State.values else tickets
    if name == "kind":
        return tickets.filter(kind=value)
    if name == "requester":
        return tickets.filter(requester_id__in=_people(reader, value))
    if name == "device":
        return tickets.filter(device_id__in=_devices(reader, value))
    number = number_in(value)
    if number is None:
        return tickets
    return tickets.filter(**{f"{name}_id" if name != "priority" else name: number})


def _people(reader: Actor, text: str) -> list[int]:
    number = number_in(text)
    if number is not None:
        return [number]
    found = people_visible_to(reader).filter(sort_key__contains=sort_key(text))
    return list(found.values_list("id", flat=True)[:_MOST_MATCHED])


def _devices(reader: Actor, text: str) -> list[int]:
    number = number_in(text)
    if number is not None:
        return [number]
    found = devices_visible_to(reader).filter(
        Q(sort_key__contains=sort_key(text)) | Q(asset_tag__iexact=text)
    )
    return list(found.values_list("id", flat=True)[:_MOST_MATCHED])


def _by_deadline(tickets: QuerySet[Ticket], after: str) -> list[Row]:
    """Running clocks first, then what waits: a deadline on hold moves, so it is not among the others.

    Three queries whatever is found: two walk the index of open deadlines, the third names.
    """
    moment, last_id, waits = _due_mark(after)
    order = (F("due_at").asc(nulls_last=True), "id")
    running = tickets.exclude(state=State.ON_HOLD).order_by(*order)
    waiting = tickets.filter(state=State.ON_HOLD).order_by(*order)
    if last_id and waits:
        return values_of(_due_after(waiting, moment, last_id), PAGE + 1)
    found = plain_values(_due_after(running, moment, last_id) if last_id else running, PAGE + 1)
    return named(found + plain_values(waiting, max(1, PAGE + 1 - len(found))))


def _due_after(tickets: QuerySet[Ticket], moment: datetime | None, last_id: int) -> QuerySet[Ticket]:
    if moment is None:
        return tickets.filter(due_at=None, id__gt=last_id)
    beyond = Q(due_at__gt=moment) | Q(due_at=moment, id__gt=last_id)
    return tickets.filter(beyond | Q(due_at=None))


def _ordered(tickets: QuerySet[Ticket], sort: str, after: str) -> list[Row]:
    mark, _, last = after.partition("~")
    last_id = number_in(last) or 0
    if sort == "priority":
        priority = number_in(mark)
        if last_id and priority is not None:
            tickets = tickets.filter(Q(priority__gt=priority) | Q(priority=priority, id__gt=last_id))
        return values_of(tickets.order_by("priority", "id"), PAGE + 1)
    column = f"{sort}_at"
    moment = _moment(mark)
    if last_id and moment:
        # The first condition alone is an index range; the second makes it exact.
        beyond = Q(**{f"{column}__lt": moment}) | Q(id__lt=last_id)
        tickets = tickets.filter(beyond, **{f"{column}__lte": moment})
    return values_of(tickets.order_by(f"-{column}", "-id"), PAGE + 1)


def _cursor(row: Row, sort: str) -> str:
    """`value~id` of the last row; of a deadline also whether it waits: `hold~value~id`."""
    if sort == "priority":
        return f"{row['priority']}~{row['id']}"
    if sort != "due":
        return f"{row[f'{sort}_at'].isoformat()}~{row['id']}"
    due = row["due_at"].isoformat() if row["due_at"] else ""
    return f"{'hold' if row['state'] == State.ON_HOLD else 'run'}~{due}~{row['id']}"


def _due_mark(after: str) -> tuple[datetime | None, int, bool]:
    parts = after.split("~")
    last_id = number_in(parts[2]) if len(parts) == 3 else None
    if last_id is None:
        return None, 0, False
    return _moment(parts[1]), last_id, parts[0] == "hold"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
