"""What a queue page is asked for: queue, filters, words, order, page; and the tickets that answer it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from secours.equipment.access import devices_visible_to
from secours.lib.statements import (
    KEPT,
    Answer,
    Given,
    GivenIds,
    Reading,
    Statement,
    chained,
    planned_anew,
    statement,
)
from secours.lib.text import number_in, sort_key
from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.tickets.access import search_within_reach, tickets_visible_to
from secours.tickets.choices import State
from secours.tickets.models import Ticket
from secours.web.navigation import QUEUES, capped, count_words, first_queue, queue_tickets
from secours.web.workbench.rows import Row, row_values

PAGE = 50
FILTERS = ("state", "priority", "category", "site", "organisation", "requester", "device", "kind")
SORTS = ("due", "updated", "created", "priority")
# name of a filter → what it narrows; some are given several numbers
_COLUMNS = {
    "priority": "priority", "category": "category_id", "site": "site_id", "organisation": "organisation_id",
    "kind": "kind", "requester": "requester_id__in", "device": "device_id__in",
}  # fmt: skip
_SEVERAL = ("requester", "device")
_ORDERS = {
    "updated": ("-updated_at", "-id"), "created": ("-created_at", "-id"), "priority": ("priority", "id"),
}  # fmt: skip
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
    def asked(cls, asked: QueryDict, reader: Actor) -> "Listing":
        first = first_queue(reader)
        queue, sort = asked.get("queue", first), asked.get("sort", "due")
        return cls(
            queue=queue if queue in QUEUES or queue == "all" else first,
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

    def ask(self, reading: Reading, reader: Actor) -> "Found":
        """At most a page of tickets, and how many there are; asked, and sent with what the page asks besides."""
        given = self._given(reader)
        shape = self._shape(given)
        page = reading.ask(_page(reader, shape, _mark(self), PAGE + 1), **given)
        return Found(self, page, reading.ask(_count(reader, shape), **given))

    def count_since(self, reader: Actor, since: datetime) -> int:
        """How many were created after that moment, up to the cap of counters."""
        given = self._given(reader)
        return _count_since(reader, self._shape(given)).read(**given, since=since)[0][0]

    def _shape(self, given: dict[str, Any]) -> "Shape":
        narrowed = tuple(name for name in FILTERS if name in given)
        return Shape(self.queue, self.sort, self.filters.get("state", ""), narrowed, bool(self.words))

    def _given(self, reader: Actor) -> dict[str, Any]:
        """The values of the statement; a filter whose value means nothing is not among them."""
        given: dict[str, Any] = {"now": timezone.now(), **_mark_values(self)}
        for name, value in self.filters.items():
            asked = _filter_value(name, value, reader)
            if asked is not None:
                given[name] = asked
        if self.words:
            given["found"] = search_within_reach(reader, self.words, _MOST_FOUND)
        return given


@dataclass(frozen=True)
class Found:
    """What was asked of a listing."""

    listing: Listing
    asked: Answer[Row]
    counted: Answer[tuple[int]]

    @property
    def rows(self) -> list[Row]:
        return self._in_order()[:PAGE]

    @property
    def following(self) -> str:
        """Where the next page begins; empty at the end."""
        rows = self._in_order()
        return _cursor(rows[PAGE - 1], self.listing.sort) if len(rows) > PAGE else ""

    @property
    def count(self) -> str:
        return count_words(self.counted.rows[0][0])

    def _in_order(self) -> list[Row]:
        if self.listing.sort != "due":
            return self.asked.rows
        return sorted(self.asked.rows, key=lambda row: row["state"] == State.ON_HOLD)


@dataclass(frozen=True)
class Shape:
    """What of a listing is in its statement; the values of its filters, words and place are given to it."""

    queue: str
    sort: str
    state: str
    narrowed: tuple[str, ...]
    has_words: bool


@lru_cache(maxsize=KEPT)
def _page(reader: Actor, shape: Shape, mark: str, most: int) -> Statement[Row]:
    """A filter finds thirty tickets or most of them: one plan does not serve both."""
    page = _ordered_page(reader, shape, mark, most)
    return planned_anew(page) if shape.narrowed else page


def _ordered_page(reader: Actor, shape: Shape, mark: str, most: int) -> Statement[Row]:
    """Of deadlines, running clocks first, then what waits: one on hold moves, so it is not among the others.
    Both walk the index of open deadlines, the second only for what the first leaves room for."""
    tickets = _tickets(reader, shape)
    if shape.sort != "due":
        return statement(row_values(_after(tickets, shape.sort, mark).order_by(*_ORDERS[shape.sort]))[:most])
    waits = _due_pages(tickets.filter(state=State.ON_HOLD), mark, "hold", most)
    if mark.startswith("hold"):
        return waits
    runs = _due_pages(tickets.exclude(state=State.ON_HOLD), mark, "run", most)
    return chained(runs, waits, most)


@lru_cache(maxsize=KEPT)
def _count(reader: Actor, shape: Shape) -> Statement[tuple[int]]:
    count = capped(_tickets(reader, shape))
    return planned_anew(count) if shape.narrowed else count


@lru_cache(maxsize=KEPT)
def _count_since(reader: Actor, shape: Shape) -> Statement[tuple[int]]:
    return capped(_tickets(reader, shape).filter(created_at__gt=Given("since")))


def _tickets(reader: Actor, shape: Shape) -> QuerySet[Ticket]:
    """Everything that answers, unordered, through access."""
    tickets = _of_queue(reader, shape)
    if shape.state in State.values:
        tickets = tickets.filter(state=shape.state)
    for name in shape.narrowed:
        given = GivenIds(name) if name in _SEVERAL else Given(name)
        tickets = tickets.filter(**{_COLUMNS[name]: given})
    return tickets.filter(id__in=GivenIds("found")) if shape.has_words else tickets


def _of_queue(reader: Actor, shape: Shape) -> QuerySet[Ticket]:
    if shape.state in (State.SOLVED, State.CLOSED, "any"):
        own = {"mine": Q(assigned_to_id=reader.person_id), "team": Q(team_id__in=sorted(reader.team_ids))}
        return tickets_visible_to(reader).filter(own.get(shape.queue, Q()))
    return queue_tickets(reader, shape.queue, Given("now"))


def _filter_value(name: str, value: str, reader: Actor) -> str | int | list[int] | None:
    if name == "requester":
        return _people(reader, value)
    if name == "device":
        return _devices(reader, value)
    if name == "kind":
        return value
    return None if name == "state" else number_in(value)


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


def _due_pages(tickets: QuerySet[Ticket], mark: str, kind: str, most: int) -> Statement[Row]:
    """What follows a moment, and only then what has none: in one question, every ticket due earlier was read."""
    ordered = tickets.order_by(F("next_due_at").asc(nulls_last=True), "id")
    asked = [statement(row_values(ordered.filter(one))[:most]) for one in _due_after(mark, kind)]
    return chained(asked[0], asked[1], most) if len(asked) == 2 else asked[0]


def _due_after(mark: str, kind: str) -> list[Q]:
    if mark == f"{kind}~none":
        return [Q(next_due_at=None, id__gt=Given("last"))]
    if mark == kind:
        # The first condition alone is an index range; the second makes it exact.
        beyond = Q(next_due_at__gt=Given("moment")) | Q(id__gt=Given("last"))
        return [Q(beyond, next_due_at__gte=Given("moment")), Q(next_due_at=None)]
    return [Q()]


def _after(tickets: QuerySet[Ticket], sort: str, mark: str) -> QuerySet[Ticket]:
    if not mark:
        return tickets
    if sort == "priority":
        same = Q(priority=Given("priority_after"), id__gt=Given("last"))
        return tickets.filter(Q(priority__gt=Given("priority_after")) | same)
    column = f"{sort}_at"
    # The first condition alone is an index range; the second makes it exact.
    beyond = Q(**{f"{column}__lt": Given("moment")}) | Q(id__lt=Given("last"))
    return tickets.filter(beyond, **{f"{column}__lte": Given("moment")})


def _mark(listing: Listing) -> str:
    """How the page before ended: "" nowhere, "run" or "hold" at a deadline ("~none" at no deadline at all),
    "at" a moment or a priority."""
    values = _mark_values(listing)
    if "last" not in values or listing.sort != "due":
        return "at" if "last" in values else ""
    kind = "hold" if listing.after.startswith("hold~") else "run"
    return kind if "moment" in values else f"{kind}~none"


def _mark_values(listing: Listing) -> dict[str, Any]:
    """Of `after` as `_cursor` writes it; nothing of what is not understood."""
    parts = listing.after.split("~")[1 if listing.sort == "due" else 0 :]
    last = number_in(parts[1]) if len(parts) == 2 else None
    if last is None:
        return {}
    if listing.sort == "priority":
        priority = number_in(parts[0])
        return {} if priority is None else {"last": last, "priority_after": priority}
    moment = _moment(parts[0])
    if moment is None:
        return {"last": last} if listing.sort == "due" else {}
    return {"last": last, "moment": moment}


def _cursor(row: Row, sort: str) -> str:
    """`value~id` of the last row; of a deadline also whether it waits: `hold~value~id`."""
    if sort == "priority":
        return f"{row['priority']}~{row['id']}"
    if sort != "due":
        return f"{row[f'{sort}_at'].isoformat()}~{row['id']}"
    due = row["next_due_at"].isoformat() if row["next_due_at"] else ""
    return f"{'hold' if row['state'] == State.ON_HOLD else 'run'}~{due}~{row['id']}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
