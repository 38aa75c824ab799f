"""What the shell of a workbench page is given: who reads, the queues with their counts, the addresses."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.tickets.models import SavedView
from secours.web.navigation import workbench_navigation
from secours.web.workbench.guard import reader_of

MOST_VIEWS = 12


def frame(request: HttpRequest, *, rail: bool = False, tab: str = "", events: str = "") -> dict[str, Any]:
    """`events`: the address of the live updates of this page (web/live.py); `rail`: the narrow navigation."""
    navigation = workbench_navigation(request)
    views = saved_views(request)
    groups = [{"label": _("Queues"), "entries": navigation["queues"]}]
    if views:
        groups.append({"label": _("Saved views"), "entries": views})
    return {
        "me": {"name": reader_of(request).name},
        "nav_groups": groups,
        "nav": navigation["faces"],
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
    account_id = reader_of(request).account_id or 0
    kept = SavedView.objects.filter(account_id=account_id).order_by("name")[:MOST_VIEWS]
    here = request.GET.get("view", "") if request.path == reverse("workbench:queue") else ""
    return [
        {
            "id": view.id,
            "label": view.name,
            "icon": "bookmark",
            "url": f"{reverse('workbench:queue')}?view={view.id}&{view.query}",
            "current": here == str(view.id),
        }
        for view in kept
    ]
