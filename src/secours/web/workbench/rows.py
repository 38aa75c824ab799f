"""The rows of a list of tickets: read narrowly, named in one more message, shaped into words and signs.

A row is a dict of words and ready signs, worked out once: a page of fifty prints them (row_html.py), another
page takes what it wants of them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secours.lib.statements import Given, GivenIds, Reading, Statement, statement, written
from secours.tickets.choices import Doing, HoldReason, State
from secours.tickets.models import Hold, Presence, Ticket
from secours.tickets.snippets import Shown, Sought
from secours.web.found import met_html
from secours.web.templatetags.secours_ui import avatar_html, clock_html, icon_html, priority_html
from secours.web.workbench import moments

Row = dict[str, Any]
_COLUMNS = (
    "id", "number", "title", "state", "priority", "awaits_reading", "message_count", "due_at", "next_due_at", "created_at",
    "updated_at", "solved_at", "is_known_incident", "affected_count", "is_confidential",
    "requester_id", "affected_id", "place_id", "site_id", "organisation_id", "device_id", "assigned_to_id",
)  # fmt: skip
DEVICE_ICONS = {
    "computer": "device-desktop", "laptop": "device-laptop", "printer": "printer", "network": "network",
    "phone": "phone", "monitor": "device-desktop", "server": "server", "scanner": "scan", "other": "devices",
}  # fmt: skip


def row_values(tickets: QuerySet[Ticket]) -> QuerySet[Ticket, Row]:
    """The columns that rows need, without a join: joining six tables costs more than finding the rows."""
    values: QuerySet[Ticket, Row] = tickets.values(*_COLUMNS)
    return values


def values_of(tickets: QuerySet[Ticket], most: int) -> list[Row]:
    return list(row_values(tickets)[:most])


def shaped(
    values: Sequence[Row],
    *,
    reader_id: int | None,
    query: str = "",
    several: bool = False,
    sought: Sought | None = None,
) -> list[Row]:
    """`query`: kept in each address so that the ticket page knows its list; `several`: name the organisation;
    `sought`: show the words met.

    Who and what the tickets point to, who reads them and why they wait come in one message, behind the same
    wall as the tickets."""
    ids, reading = [row["id"] for row in values], Reading()
    names = reading.ask(_NAMES, **_pointed(values))
    since = timezone.now() - timedelta(seconds=60)
    presences = reading.ask(_presences(), tickets=ids, since=since, reader=reader_id or 0)
    holds = reading.ask(_holds(), tickets=ids)
    met = sought.ask(reading, map(_shown, values)).rows if sought else []
    found = {(kind, key): (name, more, is_vip) for kind, key, name, more, is_vip in names.rows}
    shape = _Shape(_who(presences.rows), dict(holds.rows), dict(met), query, several)
    return [shape.row(_named(row, found)) for row in values]


def _shown(row: Row) -> Shown:
    return Shown(row["id"], row["title"], row["organisation_id"], row["requester_id"], row["affected_id"])


def _pointed(values: Sequence[Row]) -> dict[str, list[int]]:
    return {
        name: sorted({row[column] for column in columns for row in values if row[column]})
        for name, columns in _POINTED.items()
    }


def _named(row: Row, found: dict[tuple[int, int], tuple[str, str, bool]]) -> Row:
    for name, (kind, column, place) in _NAMED.items():
        row[name] = found.get((kind, row[column]), _NOTHING)[place]
    return row


_POINTED = {
    "people": ("requester_id", "assigned_to_id"),
    "places": ("place_id",),
    "sites": ("site_id",),
    "organisations": ("organisation_id",),
    "devices": ("device_id",),
}
_NAMES = written(
    """
SELECT 0, id, name, department, is_vip FROM people_person WHERE id = ANY(%s)
UNION ALL SELECT 1, id, name, '', false FROM people_place WHERE id = ANY(%s)
UNION ALL SELECT 2, id, name, '', false FROM people_site WHERE id = ANY(%s)
UNION ALL SELECT 3, id, name, '', false FROM people_organisation WHERE id = ANY(%s)
UNION ALL SELECT 4, id, name, kind, false FROM equipment_device WHERE id = ANY(%s)""",
    *_POINTED,
)
_NOTHING = ("", "", False)
# name in a row → which of _NAMES, column of the ticket, place in the answer
_NAMED = {
    "requester__name": (0, "requester_id", 0),
    "requester__department": (0, "requester_id", 1),
    "requester__is_vip": (0, "requester_id", 2),
    "assigned_to__name": (0, "assigned_to_id", 0),
    "place__name": (1, "place_id", 0),
    "site__name": (2, "site_id", 0),
    "organisation__name": (3, "organisation_id", 0),
    "device__name": (4, "device_id", 0),
    "device__kind": (4, "device_id", 1),
}


class _Shape:
    """What is the same for every row of a page: the clock, the words, the addresses."""

    def __init__(
        self,
        presences: dict[int, SafeString],
        holds: dict[int, str],
        met: dict[int, str],
        query: str,
        several: bool,
    ) -> None:
        self.now = timezone.now()
        self.midnight = _midnight(self.now)
        self.presences, self.holds, self.met, self.several = presences, holds, met, several
        self.address = reverse("workbench:ticket", args=[0]).replace("0", "{}")
        self.query = f"?{query}" if query else ""
        self.unread, self.select = _("unread"), _("Select %(ticket)s")
        self.bubble = icon_html("message", "s")
        self.drawn: dict[tuple[str, Any], SafeString] = {}
        self.reasons = {str(value): str(label) for value, label in HoldReason.choices}

    def row(self, values: Row) -> Row:
        bucket, clock = self._deadline(values)
        due, is_answer = self._running(values)
        label = f"T-{values['number']}"
        return {
            "number": str(values["number"]),
            "label": label,
            "select": self.select % {"ticket": label},
            "url": self.address.format(values["number"]) + self.query,
            "title": values["title"],
            "met": met_html(self.met.get(values["id"], "")),
            "css": "r new" if values["awaits_reading"] else "r",
            "unread": self.unread if values["awaits_reading"] else "",
            "priority": self._once(
                ("priority", values["priority"]), lambda: priority_html(values["priority"])
            ),
            "messages": format_html("{}{}", self.bubble, values["message_count"])
            if values["message_count"] > 1
            else "",
            "presence": self.presences.get(values["id"], ""),
            "affected": str(values["affected_count"]) if values["affected_count"] > 1 else "",
            "locked": values["is_confidential"],
            "who": values["requester__name"],
            "vip": values["requester__is_vip"],
            "where": self._where(values),
            "device": values["device__name"] or "",
            "device_icon": self._device_icon(values["device__kind"] or ""),
            "age": moments.age(values["created_at"], self.now),
            "since": int(values["created_at"].timestamp()),
            "clock": clock,
            "due": due,
            "is_answer": is_answer,
            "avatar": self._avatar(values["assigned_to__name"] or ""),
            "bucket": bucket,
        }

    def _deadline(self, values: Row) -> tuple[str, SafeString | str]:
        if values["state"] == State.ON_HOLD:
            return "hold", self._clock(
                "hold", self.reasons.get(self.holds.get(values["id"], ""), _("on hold"))
            )
        if values["state"] in (State.SOLVED, State.CLOSED):
            return "done", self._clock("done", moments.when(values["solved_at"] or values["updated_at"]))
        kind, words = moments.promise_clock(values["next_due_at"], values["due_at"], self.now)
        return self._bucket(values["next_due_at"]), self._clock(kind, words) if kind else ""

    def _running(self, values: Row) -> tuple[int, bool]:
        """When what is promised next falls, in seconds of Unix time, and whether it is the first answer."""
        if values["state"] in (State.ON_HOLD, State.SOLVED, State.CLOSED) or values["next_due_at"] is None:
            return 0, False
        return int(values["next_due_at"].timestamp()), values["next_due_at"] != values["due_at"]

    def _bucket(self, due_at: datetime | None) -> str:
        if due_at is None:
            return "none"
        if due_at < self.now:
            return "late"
        days = (due_at - self.midnight) // timedelta(days=1)
        return "today" if days < 1 else "tomorrow" if days < 2 else "week" if days < 7 else "later"

    def _where(self, values: Row) -> str:
        where = values["place__name"] or values["requester__department"] or values["site__name"] or ""
        return f"{where}, {values['organisation__name']}" if self.several and where else where

    def _avatar(self, name: str) -> SafeString:
        return self._once(("avatar", name), lambda: avatar_html(name, named=True))

    def _device_icon(self, kind: str) -> SafeString:
        icon = DEVICE_ICONS.get(kind, "devices")
        return self._once(("device", icon), lambda: icon_html(icon, "s", tone="dim"))

    def _clock(self, kind: str, words: str) -> SafeString:
        return self._once((kind, words), lambda: clock_html(kind, words))

    def _once(self, key: tuple[str, Any], draw: Callable[[], SafeString]) -> SafeString:
        """The same sign is drawn once a page: escaping it fifty times costs more than the query."""
        if key not in self.drawn:
            self.drawn[key] = draw()
        return self.drawn[key]


@lru_cache(maxsize=1)
def _presences() -> Statement[tuple[int, str, str]]:
    others = Presence.objects.filter(ticket_id__in=GivenIds("tickets"), at__gte=Given("since"))
    others = others.exclude(person_id=Given("reader")).order_by("doing")
    return statement(others.values_list("ticket_id", "person__name", "doing"))


@lru_cache(maxsize=1)
def _holds() -> Statement[tuple[int, str]]:
    current = Hold.objects.filter(ticket_id__in=GivenIds("tickets"), ends_at=None)
    return statement(current.values_list("ticket_id", "reason"))


def _who(presences: list[tuple[int, str, str]]) -> dict[int, SafeString]:
    """“Karim is replying”, of those seen within the last minute; one who answers comes before one who reads."""
    return {ticket_id: presence_html(name, doing) for ticket_id, name, doing in presences}


def presence_html(name: str, doing: str) -> SafeString:
    first = name.split(" ", maxsplit=1)[0]
    if doing == Doing.REPLYING:
        return format_html("{}{}", icon_html("pencil", "s"), _("%(name)s is replying") % {"name": first})
    return format_html("{}{}", icon_html("eye", "s"), _("%(name)s is reading") % {"name": first})


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
