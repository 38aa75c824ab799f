"""The rows of a list of tickets, shaped once: the template prints what it is given and nothing else.

A row is a dict of words and ready signs; no address, date or component is worked out in the template
(foundations.md 5: five to fifteen milliseconds a page lie there).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secours.tickets.choices import Doing, HoldReason, State
from secours.tickets.models import Hold, Presence, Ticket
from secours.web.templatetags.secours_ui import avatar_html, clock_html, icon_html, priority_html
from secours.web.workbench import moments

Row = dict[str, Any]
_COLUMNS = (
    "id", "number", "title", "state", "priority", "awaits_reading", "message_count", "due_at", "created_at",
    "updated_at", "solved_at", "is_known_incident", "affected_count", "is_confidential",
    "requester_id", "place_id", "site_id", "organisation_id", "device_id", "assigned_to_id",
)  # fmt: skip
DEVICE_ICONS = {
    "computer": "device-desktop", "laptop": "device-laptop", "printer": "printer", "network": "network",
    "phone": "phone", "monitor": "device-desktop", "server": "server", "scanner": "scan", "other": "devices",
}  # fmt: skip
GROUP_ICONS = {"late": ("alert-triangle", "c-danger"), "hold": ("player-pause", "dim")}


def values_of(tickets: QuerySet[Ticket], most: int) -> list[Row]:
    """The columns that rows need, in two queries. A ticket followed by several people comes once."""
    return named(plain_values(tickets, most))


def plain_values(tickets: QuerySet[Ticket], most: int) -> list[Row]:
    """Without the names of what the ticket points to: joining six tables costs more than finding the rows."""
    found: dict[int, Row] = {}
    for values in tickets.values(*_COLUMNS)[:most]:
        found.setdefault(values["id"], values)
    return list(found.values())


def named(rows: list[Row]) -> list[Row]:
    """Who and what the tickets point to, behind the same wall as the tickets: one query for all."""
    asked = [sorted({row[column] or 0 for column in columns for row in rows}) for columns in _POINTED]
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, asked)
        found = {(kind, key): (name, more, is_vip) for kind, key, name, more, is_vip in cursor.fetchall()}
    for row in rows:
        for name, (kind, column, place) in _NAMED.items():
            row[name] = found.get((kind, row[column]), _NOTHING)[place]
    return rows


_POINTED = (
    ("requester_id", "assigned_to_id"),
    ("place_id",),
    ("site_id",),
    ("organisation_id",),
    ("device_id",),
)
_NAMES = """
SELECT 0, id, name, department, is_vip FROM people_person WHERE id = ANY(%s)
UNION ALL SELECT 1, id, name, '', false FROM people_place WHERE id = ANY(%s)
UNION ALL SELECT 2, id, name, '', false FROM people_site WHERE id = ANY(%s)
UNION ALL SELECT 3, id, name, '', false FROM people_organisation WHERE id = ANY(%s)
UNION ALL SELECT 4, id, name, kind, false FROM equipment_device WHERE id = ANY(%s)
"""
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


def shaped(
    values: Sequence[Row], *, reader_id: int | None, query: str = "", several: bool = False
) -> list[Row]:
    """`query`: kept in each address so that the ticket page knows its list; `several`: name the organisation."""
    ids = [row["id"] for row in values]
    shape = _Shape(_presences(ids, reader_id), _holds(ids), query, several)
    return [shape.row(row) for row in values]


def grouped(rows: Iterable[Row], *, begins: bool, ends: bool) -> list[Row]:
    """Rows under their deadline. A group cut by the page (its first when the list began before, its
    last when it goes on) says no number: it would be wrong."""
    groups: list[Row] = []
    for row in rows:
        if not groups or groups[-1]["key"] != row["bucket"]:
            groups.append({"key": row["bucket"], "rows": []})
        groups[-1]["rows"].append(row)
    titles = _group_titles()
    for place, group in enumerate(groups):
        icon, tone = GROUP_ICONS.get(group["key"], ("calendar-due", "dim"))
        whole = (place > 0 or begins) and (place < len(groups) - 1 or ends)
        group["title"], group["icon"] = titles[group["key"]], icon_html(icon, "s", tone=tone)
        group["count"] = str(len(group["rows"])) if whole else ""
    return groups


class _Shape:
    """What is the same for every row of a page: the clock, the words, the addresses."""

    def __init__(
        self, presences: dict[int, SafeString], holds: dict[int, str], query: str, several: bool
    ) -> None:
        self.now = timezone.now()
        self.midnight = _midnight(self.now)
        self.presences, self.holds, self.several = presences, holds, several
        self.address = reverse("workbench:ticket", args=[0]).replace("0", "{}")
        self.query = f"?{query}" if query else ""
        self.unread, self.select = _("unread"), _("Select %(ticket)s")
        self.bubble = icon_html("message", "s")
        self.drawn: dict[tuple[str, Any], SafeString] = {}
        self.reasons = {str(value): str(label) for value, label in HoldReason.choices}

    def row(self, values: Row) -> Row:
        bucket, clock = self._deadline(values)
        label = f"T-{values['number']}"
        return {
            "number": str(values["number"]),
            "label": label,
            "select": self.select % {"ticket": label},
            "url": self.address.format(values["number"]) + self.query,
            "title": values["title"],
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
            "clock": clock,
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
        kind, words = moments.clock(values["due_at"], self.now)
        return self._bucket(values["due_at"]), self._clock(kind, words) if kind else ""

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


def _presences(ids: list[int], reader_id: int | None) -> dict[int, SafeString]:
    """“Karim is replying”, of those seen within the last minute; one who answers comes before one who reads."""
    since = timezone.now() - timedelta(seconds=60)
    found = Presence.objects.filter(ticket_id__in=ids, at__gte=since).exclude(person_id=reader_id or 0)
    told: dict[int, SafeString] = {}
    for ticket_id, name, doing in found.order_by("doing").values_list("ticket_id", "person__name", "doing"):
        told[ticket_id] = presence_html(name, doing)
    return told


def presence_html(name: str, doing: str) -> SafeString:
    first = name.split(" ", maxsplit=1)[0]
    if doing == Doing.REPLYING:
        return format_html("{}{}", icon_html("pencil", "s"), _("%(name)s is replying") % {"name": first})
    return format_html("{}{}", icon_html("eye", "s"), _("%(name)s is reading") % {"name": first})


def _holds(ids: list[int]) -> dict[int, str]:
    return dict(Hold.objects.filter(ticket_id__in=ids, ends_at=None).values_list("ticket_id", "reason"))


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _group_titles() -> dict[str, str]:
    return {
        "late": _("Late"),
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "week": _("Within a week"),
        "later": _("Later"),
        "none": _("No deadline"),
        "hold": _("On hold"),
        "done": _("Solved"),
    }
