"""The queue: lists of tickets, their filters, the views kept of them, what is new since."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from secours.lib.statements import Reading
from secours.lib.text import number_in
from secours.people.errors import Refused
from secours.tickets.operations.saving_views import remove_view, save_view
from secours.tickets.snippets import Sought
from secours.web.forms.queue import FilterForm, ViewForm, choices_of
from secours.web.live import queue_topic
from secours.web.navigation import count_words, queue_titles
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.frame import FrameAsked, frame, saved_views
from secours.web.workbench.guard import reader_of, serving, staff
from secours.web.workbench.listing import SORTS, Listing
from secours.web.workbench.row_html import grouped, rows_html
from secours.web.workbench.rows import shaped

DENSITIES = ("comfortable", "dense", "compact")
_COOKIE = "secours_density"


@staff
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    if request.GET.get("density") in DENSITIES:
        return _with_density(request)
    reader, reading = reader_of(request), Reading()
    listing = Listing.asked(request.GET, reader)
    asked = FrameAsked(request, reading)
    found = listing.ask(reading, reader)
    rows = shaped(
        found.rows,
        reader_id=reader.person_id,
        query=f"queue={listing.queue}",
        several=len(reader.reach) > 2,
        sought=Sought(reader, listing.words) if listing.words else None,
    )
    following = found.following
    context = {
        **frame(request, asked, tab="queue", events=queue_topic(request, reader, asked.since)),
        "listing": listing,
        "title": _title(request, listing),
        "count": _how_many(found.count),
        "groups": grouped(rows, begins=not listing.after, ends=not following)
        if listing.sort == "due"
        else [{"rows": rows_html(rows)}],
        "is_empty": not rows,
        "is_plain": not (listing.filters or listing.words or listing.after),
        "next_url": f"?{listing.query(after=following)}" if following else "",
        "first_url": f"?{listing.query()}" if listing.after else "",
        "chips": _chips(request, listing),
        "sorts": _sorts(listing),
        "query": listing.query(),
        "view_id": _view_id(request),
        "since": timezone.now().isoformat(),
        "density": request.COOKIES.get(_COOKIE, "dense"),
        "next_density": _next_density(request),
    }
    return render(request, "workbench/queue.html", context)


@staff
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """How many tickets of this list are new since the page was made; nothing moves by itself."""
    reader = reader_of(request)
    listing = Listing.asked(request.GET, reader)
    since = _since(request.GET.get("since", ""))
    count = count_words(listing.count_since(reader, since)) if since else "0"
    words = ngettext("%(count)s new ticket", "%(count)s new tickets", int(count.rstrip("+"))) % {
        "count": count
    }
    context = {
        "count": count,
        "words": words,
        "query": listing.query(),
        "view_id": _view_id(request),
        "since": request.GET.get("since", ""),
    }
    return render(request, "workbench/_news.html", context)


@staff
@require_GET
def filters(request: HttpRequest) -> HttpResponse:
    """The filters: a dialog, or a page of its own without script."""
    listing = Listing.asked(request.GET, reader_of(request))
    form = FilterForm(initial=listing.filters, reader=reader_of(request))
    kept = {"queue": listing.queue, "sort": listing.sort, "q": listing.words}
    context = {"form": form, "kept": kept, "title": _("Filter the list"), "clear": f"queue={listing.queue}"}
    return dialog(request, "workbench/_filters.html", context)


@serving
def views(request: HttpRequest) -> HttpResponse:
    """Keep the list under a name."""
    form = ViewForm(request.POST or None, initial={"query": request.GET.urlencode()})
    context = {
        "form": form,
        "title": _("Keep this view"),
        "icon": "bookmark-plus",
        "verb": _("Keep"),
        "act_url": request.path,
    }
    if request.method != "POST" or not form.is_valid():
        return dialog(
            request, "workbench/_act.html", context, status=200 if request.method != "POST" else 422
        )
    try:
        view = save_view(by=reader_of(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return dialog(request, "workbench/_act.html", context, status=422)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return answered(request, f"{reverse('workbench:queue')}?view={view.id}&{view.query}")


@serving
@require_POST
def view_removal(request: HttpRequest, view_id: int) -> HttpResponse:
    remove_view(view_id, by=reader_of(request))
    messages.success(request, _("The view is removed. Its tickets have not changed."))
    return answered(request, reverse("workbench:queue"))


def _view_id(request: HttpRequest) -> int:
    """The kept view being looked at, when it is the reader's own."""
    asked = request.GET.get("view", "")
    own = {view["id"] for view in saved_views(request)} if asked else set()
    number = number_in(asked)
    return number if number is not None and number in own else 0


def _how_many(count: str) -> str:
    return ngettext("%(count)s ticket", "%(count)s tickets", int(count.rstrip("+"))) % {"count": count}


def _title(request: HttpRequest, listing: Listing) -> str:
    if listing.words:
        return _("Search: %(words)s") % {"words": listing.words}
    return queue_titles()[listing.queue]


def _chips(request: HttpRequest, listing: Listing) -> list[dict[str, str]]:
    """What narrows the list, each with the address of the list without it."""
    if not listing.filters:
        return []
    labels = {name: str(field.label) for name, field in FilterForm.base_fields.items()}
    offered = choices_of(reader_of(request), listing.filters)
    chips = []
    for name, value in listing.filters.items():
        words = next((str(label) for key, label in offered.get(name, ()) if str(key) == value), value)
        chips.append({"label": labels[name], "value": words, "url": f"?{listing.query(**{name: ''})}"})
    return chips


def _sorts(listing: Listing) -> list[dict[str, Any]]:
    labels = {
        "due": _("Deadline"),
        "updated": _("Last change"),
        "created": _("Arrival"),
        "priority": _("Priority"),
    }
    return [
        {"label": labels[sort], "url": f"?{listing.query(sort=sort)}", "current": sort == listing.sort}
        for sort in SORTS
    ]


def _since(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _next_density(request: HttpRequest) -> dict[str, str]:
    now = request.COOKIES.get(_COOKIE, "dense")
    labels = {"comfortable": _("Comfortable"), "dense": _("Dense"), "compact": _("Compact")}
    following = DENSITIES[(DENSITIES.index(now) + 1) % 3] if now in DENSITIES else "compact"
    asked = request.GET.copy()
    asked["density"] = following
    return {"label": labels.get(now, labels["dense"]), "url": f"?{asked.urlencode()}"}


def _with_density(request: HttpRequest) -> HttpResponse:
    asked = request.GET.copy()
    density = str(asked.pop("density")[-1])
    response = HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")
    response.set_cookie(_COOKIE, density, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure())
    return response
