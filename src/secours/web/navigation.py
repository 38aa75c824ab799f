"""The side navigation of the workbench: queues with capped counts, then the other faces."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secours.people.actor import Actor
from secours.tickets.access import tickets_visible_to
from secours.tickets.choices import OPEN_STATES, State
from secours.tickets.models import Ticket

MOST_COUNTED = 500

# queue name → icon; the order of the navigation
QUEUES = {
    "mine": "user-check",
    "team": "users",
    "unassigned": "inbox",
    "hold": "player-pause",
    "late": "alert-triangle",
}


def queue_tickets(reader: Actor, queue: str) -> QuerySet[Ticket]:
    """The open tickets of one queue; `all` is every open ticket in reach."""
    tickets = tickets_visible_to(reader).filter(state__in=OPEN_STATES)
    condition = {
        "mine": Q(assigned_to_id=reader.person_id),
        "team": Q(team_id__in=sorted(reader.team_ids)),
        "unassigned": Q(assigned_to_id=None),
        "hold": Q(state=State.ON_HOLD),
        "late": Q(due_at__lt=timezone.now()) & ~Q(state=State.ON_HOLD),
    }.get(queue, Q())
    return tickets.filter(condition)


def queue_titles() -> dict[str, str]:
    return {
        "mine": _("My tickets"),
        "team": _("My team"),
        "unassigned": _("Unassigned"),
        "hold": _("On hold"),
        "late": _("Late"),
        "all": _("All open"),
    }


def capped_count(tickets: QuerySet[Ticket]) -> str:
    """Exact up to a cap (“500+”), so that no counter ever slows a page."""
    return _capped(tickets.order_by().values("id")[: MOST_COUNTED + 1].count())


def queue_counts(reader: Actor) -> dict[str, str]:
    """Every queue of the navigation, each as `capped_count` would say it, in one query."""
    capped = [queue_tickets(reader, name).order_by().values("id")[: MOST_COUNTED + 1] for name in QUEUES]
    told = [_as_sql(part) for part in capped]
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) queue)" for sql, _values in told)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _sql, values in told for value in values])
        found = cursor.fetchone()
    return {name: _capped(count) for name, count in zip(QUEUES, found, strict=True)}


def _as_sql(tickets: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        return tickets.query.sql_with_params()
    except EmptyResultSet:  # the queue of a team, for who is in none
        return "SELECT 1 WHERE false", ()


def _capped(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def workbench_navigation(request: HttpRequest) -> dict[str, Any]:
    reader: Actor = request.reader  # type: ignore[attr-defined]
    if not reader.is_staff:
        return {"queues": [], "faces": []}
    return {"queues": _queues(request, reader), "faces": _faces(request, reader)}


def menu_of(request: HttpRequest) -> list[dict[str, str]]:
    """The other faces and one's own settings, in the account's menu."""
    reader: Actor = request.reader  # type: ignore[attr-defined]
    if reader.account_id is None:
        return []
    entries = [(_("Preferences"), "adjustments-horizontal", reverse("preferences"))]
    if reader.is_staff:
        entries.insert(0, (_("Technicians’ workbench"), "inbox", reverse("workbench:queue")))
    entries.insert(0, (_("My support"), "help", reverse("portal:home")))
    return [{"label": label, "icon": icon, "url": url} for label, icon, url in entries if url != request.path]


def _queues(request: HttpRequest, reader: Actor) -> list[dict[str, Any]]:
    titles, counts, address = queue_titles(), queue_counts(reader), reverse("workbench:queue")
    current = request.GET.get("queue", "team") if request.path == address else ""
    return [
        {
            "name": name,
            "label": titles[name],
            "icon": icon,
            "url": f"{address}?queue={name}",
            "count": counts[name],
            "current": current == name,
            "danger": name == "late",
        }
        for name, icon in QUEUES.items()
    ]


def _faces(request: HttpRequest, reader: Actor) -> list[dict[str, Any]]:
    faces = [
        ("faults:list", _("Fault base"), "stethoscope"),
        ("equipment:list", _("Equipment"), "device-desktop"),
    ]
    if reader.oversees or reader.administers:
        faces.append(("oversight:home", _("Oversight"), "chart-bar"))
    if reader.administers:
        faces.append(("setup:home", _("Setup"), "settings"))
    return [
        {
            "label": label,
            "icon": icon,
            "url": reverse(name),
            "current": request.path.startswith(reverse(name)),
        }
        for name, label, icon in faces
    ]
