"""The pages of oversight: the figures, what recurs, and the tickets behind each figure."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from secours.lib.text import number_in
from secours.reports.figures import by_week, counts, tickets_of
from secours.reports.load import load_by_team
from secours.reports.recurrence import devices_struck, models_struck, situations
from secours.reports.tasks import late_tasks
from secours.web.oversight import panels
from secours.web.oversight.asked import Asked, filters, period_words
from secours.web.oversight.guard import overseeing
from secours.web.oversight.words import list_title
from secours.web.workbench import moments
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of
from secours.web.workbench.row_html import rows_html
from secours.web.workbench.rows import shaped, values_of

PAGE = 50
MOST_COUNTED = 500
MOST_LATE = 5


@overseeing
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    reader, asked = reader_of(request), Asked.of(request.GET)
    scope = asked.scope(reader)
    told, met = counts(scope), situations(scope)
    late = (
        tickets_of(scope, "late")
        .select_related("requester", "team")
        .order_by("next_due_at", "id")[:MOST_LATE]
    )
    context = {
        **page_frame(request, asked),
        "kpis": panels.kpis(asked, told, late_tasks(scope), scope.now),
        "recurring": panels.recurring(asked, met),
        "teams": panels.teams(asked, load_by_team(scope)),
        "promises": [
            panels.promise(asked, told, promise, by_week(scope, promise))
            for promise in ("answers", "solutions")
        ],
        "late": panels.late_rows(late, scope.now),
        "late_url": asked.tickets_url("late"),
        "late_count": told["late"],
        "devices": panels.struck(asked, "device", devices_struck(scope)),
        "models": panels.struck(asked, "model", models_struck(scope)),
    }
    return render(request, "oversight/home.html", context)


@overseeing
@require_GET
def recurring(request: HttpRequest) -> HttpResponse:
    reader, asked = reader_of(request), Asked.of(request.GET)
    scope = asked.scope(reader)
    context = {
        **page_frame(request, asked),
        "rows": panels.situation_rows(asked, situations(scope)),
        "devices": panels.struck(asked, "device", devices_struck(scope, most=20)),
        "models": panels.struck(asked, "model", models_struck(scope, most=20)),
    }
    return render(request, "oversight/recurring.html", context)


@overseeing
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets behind one figure, latest first."""
    reader, asked = reader_of(request), Asked.of(request.GET)
    found = tickets_of(asked.scope(reader), asked.figure, asked.target)
    ids = list(found.order_by().values_list("id", flat=True)[: MOST_COUNTED + 1])
    page = found.order_by("-number")
    after = number_in(asked.after)
    if after is not None:
        page = page.filter(number__lt=after)
    values = values_of(page, PAGE + 1)
    rows = shaped(values[:PAGE], reader_id=reader.person_id, several=len(reader.reach) > 2)
    following = str(values[PAGE - 1]["number"]) if len(values) > PAGE else ""
    context = {
        **page_frame(request, asked),
        "title": list_title(reader, asked.figure, asked.target),
        "count": _how_many(len(ids)),
        "groups": [{"rows": rows_html(rows)}],
        "is_empty": not rows,
        "next_url": f"?{asked.query(after=following)}" if following else "",
        "first_url": f"?{asked.query()}" if asked.after else "",
        "export_url": asked.export_url("tickets"),
        "week": moments.short_day(asked.scope(reader).since.date()) if asked.week else "",
    }
    return render(request, "oversight/tickets.html", context)


def page_frame(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    reader = reader_of(request)
    return {
        **frame(request),
        **filters(reader, asked),
        "asked": asked,
        "kept": asked.query(),
        "today": moments.long_day(timezone.localdate()),
        "hour": moments.hour(timezone.now()),
        "period": _("Last %(period)s") % {"period": period_words(asked.days)},
        "exports": panels.exports(asked),
    }


def _how_many(found: int) -> str:
    count = f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found)
    return ngettext("%(count)s ticket", "%(count)s tickets", found) % {"count": count}
