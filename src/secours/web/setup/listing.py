"""Lists by name: a search over the stored key, and pages by key (never by offset)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from secours.lib.text import number_in, sort_key
from secours.web.setup.page import page

PAGE = 50


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    query: str
    next_url: str


def by_name(request: HttpRequest, things: QuerySet[Any]) -> Page:
    """One page of things that have a `sort_key`, after the one that `after` names ("key|id")."""
    query = request.GET.get("q", "").strip()[:80]
    if query:
        things = things.filter(sort_key__contains=sort_key(query))
    key, _bar, last = request.GET.get("after", "").rpartition("|")
    last_id = number_in(last)
    if last_id is not None:
        things = _after(things, key, last_id)
    rows = list(things.order_by("sort_key", "id")[: PAGE + 1])
    return Page(rows[:PAGE], query, _next(request, rows))


def list_page(
    request: HttpRequest,
    things: QuerySet[Any],
    shape: Callable[[Any], dict[str, Any]],
    title: str,
    *,
    teach: str,
    add: tuple[str, str],
) -> HttpResponse:
    """The page of a list by name. `add`: label and address of what makes one more."""
    listed = by_name(request, things)
    context = {
        "rows": [shape(one) for one in listed.rows],
        "listed": listed,
        "teach": teach,
        "act": {"label": add[0], "url": add[1]},
        "searches": True,
    }
    return page(request, "list.html", title, context)


def _after(things: QuerySet[Any], key: str, last: int) -> QuerySet[Any]:
    return things.filter(sort_key__gte=key).exclude(sort_key=key, id__lte=last)


def _next(request: HttpRequest, rows: list[Any]) -> str:
    if len(rows) <= PAGE:
        return ""
    last = rows[PAGE - 1]
    kept = {k: v for k, v in request.GET.items() if k != "after"}
    return f"?{urlencode({**kept, 'after': f'{last.sort_key}|{last.id}'})}"
