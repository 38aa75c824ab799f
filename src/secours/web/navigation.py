"""The side navigation of the workbench: queues with capped counts, then the other faces."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secours.channels.inbox import unread_of
from secours.diagnosis.access import awaited_approvals, may_approve
from secours.lib.statements import KEPT, Answer, Given, Reading, Statement, counted, statement, written
from secours.people.actor import Actor
from secours.tickets.access import tasks_given_to, tickets_visible_to
from secours.tickets.choices import OPEN_STATES, State
from secours.tickets.models import Task, Ticket

MOST_COUNTED = 500

# queue name → icon; the order of the navigation
QUEUES = {
    "mine": "user-check",
    "team": "users",
    "unassigned": "inbox",
    "hold": "player-pause",
    "late": "alert-triangle",
}


def queues_of(reader: Actor) -> dict[str, str]:
    """Those that can hold something for this reader: a list of one’s own for who handles tickets, of a team
    for who is in one; the others begin with every open ticket."""
    if reader.team_ids:
        return QUEUES
    own = {
        name: icon for name, icon in QUEUES.items() if name != "team" and (name != "mine" or reader.serves)
    }
    return {"all": "list-details", **own}


def first_queue(reader: Actor) -> str:
    return "team" if reader.team_ids else "all"


def queue_tickets(reader: Actor, queue: str, now: datetime | Given | None = None) -> QuerySet[Ticket]:
    """The open tickets of one queue; `all` is every open ticket in reach. `now`: given, in a statement."""
    tickets = tickets_visible_to(reader).filter(state__in=OPEN_STATES)
    condition = {
        "mine": Q(assigned_to_id=reader.person_id),
        "team": Q(team_id__in=sorted(reader.team_ids)),
        "unassigned": Q(assigned_to_id=None),
        "hold": Q(state=State.ON_HOLD),
        "late": Q(next_due_at__lt=now or timezone.now()) & ~Q(state=State.ON_HOLD),
    }.get(queue, Q())
    return tickets.filter(condition)


def open_tasks(reader: Actor) -> QuerySet[Task]:
    """Those that were given to the reader and are not done, whatever became of their ticket."""
    return tasks_given_to(reader).filter(done_at=None)


def queue_titles() -> dict[str, str]:
    return {
        "mine": _("My tickets"),
        "team": _("My team"),
        "unassigned": _("Unassigned"),
        "hold": _("On hold"),
        "late": _("Late"),
        "all": _("All open"),
    }


def capped(tickets: QuerySet[Any, Any]) -> Statement[tuple[int]]:
    """Counts up to a cap (“500+”, see `count_words`), so that no counter ever slows a page."""
    return counted(statement(tickets.order_by().values("id")[: MOST_COUNTED + 1]))


def count_words(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def ask_counts(reading: Reading, reader: Actor) -> Answer[tuple[int, ...]] | None:
    """The counts of every queue of the navigation, in its order, then of one's open tasks, of the late ones, of
    one's unread notifications and of what waits for one's approval; nothing for whoever has no navigation."""
    if not reader.is_staff:
        return None
    return reading.ask(_counts(reader), now=timezone.now(), today=timezone.localdate())


@lru_cache(maxsize=KEPT)
def _counts(reader: Actor) -> Statement[tuple[int, ...]]:
    told = [capped(queue_tickets(reader, name, Given("now"))) for name in queues_of(reader)]
    tasks = open_tasks(reader)
    told += [capped(tasks), capped(tasks.filter(due_on__lt=Given("today")))]
    told += [capped(unread_of(reader)), capped(awaited_approvals(reader))]
    columns = ", ".join(f"({one.sql})" for one in told)
    return written(f"SELECT {columns}", *(name for one in told for name in one.names))


def workbench_navigation(
    request: HttpRequest, counts: Answer[tuple[int, ...]] | None = None
) -> dict[str, Any]:
    """`counts`: what `ask_counts` asked, where a page gathers what it reads."""
    reader: Actor = request.reader  # type: ignore[attr-defined]
    found = (counts or ask_counts(Reading(), reader)) if reader.is_staff else None
    if found is None:
        return {"queues": [], "faces": [], "bell": {}}
    *counted, tasks, late, unread, approvals = found.rows[0]
    queues = [*_queues(request, reader, counted), _my_tasks(request, tasks, late)]
    if may_approve(reader):
        queues.append(_my_approvals(request, approvals))
    return {"queues": queues, "faces": faces_of(request, reader), "bell": _bell(request, unread)}


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


def _queues(request: HttpRequest, reader: Actor, counts: list[int]) -> list[dict[str, Any]]:
    titles, address = queue_titles(), reverse("workbench:queue")
    current = request.GET.get("queue", first_queue(reader)) if request.path == address else ""
    return [
        {
            "name": name,
            "label": titles[name],
            "icon": icon,
            "url": f"{address}?queue={name}",
            "count": count_words(count),
            "current": current == name,
            "danger": name == "late" and count > 0,
        }
        for (name, icon), count in zip(queues_of(reader).items(), counts, strict=True)
    ]


def _my_tasks(request: HttpRequest, count: int, late: int) -> dict[str, Any]:
    address = reverse("workbench:task_list")
    return {
        "name": "tasks",
        "label": _("My tasks"),
        "icon": "clipboard-list",
        "url": address,
        "count": count_words(count),
        "current": request.path == address,
        "danger": late > 0,
        "key": "g t",
    }


def _my_approvals(request: HttpRequest, count: int) -> dict[str, Any]:
    address = reverse("workbench:approvals")
    return {
        "name": "approvals",
        "label": _("To approve"),
        "icon": "clipboard-check",
        "url": address,
        "count": count_words(count),
        "current": request.path == address,
        "danger": False,
        "key": "g p",
    }


def _bell(request: HttpRequest, unread: int) -> dict[str, Any]:
    address = reverse("workbench:notifications")
    return {
        "url": address,
        "unread_url": reverse("workbench:notifications_unread"),
        "count": count_words(unread) if unread else "",
        "current": request.path == address,
    }


def faces_of(request: HttpRequest, reader: Actor) -> list[dict[str, Any]]:
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
