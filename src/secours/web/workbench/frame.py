"""What the shell of a workbench page is given: who reads, the queues with their counts, the addresses."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.lib.statements import Answer, Given, Reading, Statement, statement
from secours.tickets.models import SavedView
from secours.web.live import SNAPSHOT
from secours.web.navigation import ask_counts, workbench_navigation
from secours.web.workbench.guard import reader_of

MOST_VIEWS = 12


class FrameAsked:
    """What the shell reads, asked first in the reading of a page: `since` is the snapshot of its events."""

    def __init__(self, request: HttpRequest, reading: Reading) -> None:
        self.snapshot = reading.ask(SNAPSHOT)
        self.counts = ask_counts(reading, reader_of(request))
        self.views = _ask_views(request, reading)

    @property
    def since(self) -> str:
        return str(self.snapshot.rows[0][0])


def frame(
    request: HttpRequest,
    asked: FrameAsked | None = None,
    *,
    rail: bool = False,
    tab: str = "",
    events: str = "",
) -> dict[str, Any]:
    """`asked`: by a page that gathers what it reads. `events`: the address of the live updates of this page
    (web/live.py); `rail`: the narrow navigation."""
    asked = asked or FrameAsked(request, Reading())
    navigation = workbench_navigation(request, asked.counts)
    views = _entries(request, asked.views.rows)
    groups = [{"label": _("Queues"), "entries": navigation["queues"]}]
    if views:
        groups.append({"label": _("Saved views"), "entries": views})
    return {
        "me": {"name": reader_of(request).name},
        "nav_groups": groups,
        "nav": navigation["faces"],
        "bell": navigation["bell"],
        "urls": addresses(request, events),
        "rail": rail,
        "tab": tab,
    }


def addresses(request: HttpRequest, events: str = "") -> dict[str, str]:
    palette = reverse("workbench:palette")
    queue = reverse("workbench:queue")
    found = {"home": "/", "queue": queue, "search": palette, "palette": palette, "events": events}
    found["alerts"] = f"{queue}?queue=late"
    if reader_of(request).serves:
        found["new_ticket"] = reverse("workbench:entry")
    return found


def saved_views(request: HttpRequest) -> list[dict[str, Any]]:
    return _entries(request, _ask_views(request, Reading()).rows)


def _ask_views(request: HttpRequest, reading: Reading) -> Answer[dict[str, Any]]:
    return reading.ask(_views(), account=reader_of(request).account_id or 0)


@lru_cache(maxsize=1)
def _views() -> Statement[Any]:
    kept = SavedView.objects.filter(account_id=Given("account")).order_by("name")
    return statement(kept.values("id", "name", "query")[:MOST_VIEWS])


def _entries(request: HttpRequest, views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    address = reverse("workbench:queue")
    here = request.GET.get("view", "") if request.path == address else ""
    return [
        {
            "id": view["id"],
            "label": view["name"],
            "icon": "bookmark",
            "url": f"{address}?view={view['id']}&{view['query']}",
            "current": here == str(view["id"]),
        }
        for view in views
    ]
