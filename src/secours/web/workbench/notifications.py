"""What the reader was told: newest first, each leading to what it is about."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from secours.channels.inbox import mark_notifications_read, notifications_of, unread_of
from secours.journal.models import Entry
from secours.lib.statements import KEPT, Given, GivenIds, Reading, Statement, statement
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.tickets.access import tickets_visible_to
from secours.web.live import inbox_topic
from secours.web.navigation import capped, count_words
from secours.web.templatetags.secours_ui import icon_html
from secours.web.workbench import moments
from secours.web.workbench.answers import answered
from secours.web.workbench.frame import FrameAsked, frame
from secours.web.workbench.guard import reader_of, staff
from secours.web.workbench.timeline.names import Names, NamesAsked
from secours.web.workbench.timeline.telling import told

PAGE = 50
Row = dict[str, Any]


@staff
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    reader, reading = reader_of(request), Reading()
    shell, before = FrameAsked(request, reading), number_in(request.GET.get("before", ""))
    asked = reading.ask(_page(reader, before is not None), before=before)
    rows = asked.rows[:PAGE]
    entries = {one.id: one for one in _entries().read(ids=[row["entry_id"] for row in rows])}
    names = NamesAsked(Reading(), reader, list(entries.values())).told()
    following = f"?before={rows[-1]['id']}" if len(asked.rows) > PAGE else ""
    context = {
        **frame(request, shell, tab="notifications", events=inbox_topic(request, reader, shell.since)),
        "rows": [_shaped(row, entries[row["entry_id"]], names) for row in rows if row["entry_id"] in entries],
        "next_url": following,
        "first_url": request.path if before is not None else "",
    }
    return render(request, "workbench/notifications.html", context)


@staff
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """How many: what the bell of an open page asks for when it hears that it has changed."""
    count = _count(reader_of(request)).read()[0][0]
    return render(request, "shells/_unread.html", {"count": count_words(count) if count else ""})


@staff
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """All are read."""
    mark_notifications_read(by=reader_of(request))
    messages.success(request, _("Everything is marked as read."))
    return answered(request, reverse("workbench:notifications"))


@lru_cache(maxsize=KEPT)
def _count(reader: Actor) -> Statement[tuple[int]]:
    return capped(unread_of(reader))


@lru_cache(maxsize=KEPT)
def _page(reader: Actor, goes_on: bool) -> Statement[Row]:
    own = notifications_of(reader).order_by("-id")
    if goes_on:
        own = own.filter(id__lt=Given("before"))
    is_seen = Exists(tickets_visible_to(reader).filter(id=OuterRef("ticket_id")))
    columns = ("id", "kind", "at", "read_at", "entry_id", "ticket__number", "ticket__title", "is_seen")
    return statement(own.annotate(is_seen=is_seen).values(*columns)[: PAGE + 1])


@lru_cache(maxsize=1)
def _entries() -> Statement[Entry]:
    return statement(Entry.objects.filter(id__in=GivenIds("ids")))


def _shaped(row: Row, entry: Entry, names: Names) -> Row:
    icon, part, sentence = _SENTENCES.get(row["kind"], _SENTENCES[""])
    words = {"who": names.who(entry), "task": names.task(entry.data.get("task"))}
    page = reverse("workbench:ticket", args=[row["ticket__number"]]) + part
    return {
        "css": "r" if row["read_at"] else "r new",
        "icon": icon_html(icon),
        "words": told(sentence(), **words, remedy=names.remedy(entry.data.get("remedy"))),
        "url": page if row["is_seen"] else reverse("workbench:task_list"),
        "label": f"T-{row['ticket__number']}",
        "title": row["ticket__title"] if row["is_seen"] else _("confidential"),
        "is_unread": row["read_at"] is None,
        "since": int(row["at"].timestamp()),
        "age": moments.age(row["at"], timezone.now()),
    }


# kind → its sign, the part of the ticket that it is about, its sentence
_SENTENCES: dict[str, tuple[str, str, Callable[[], str]]] = {
    "": ("bell", "", lambda: _("{who} changed the ticket")),
    "ticket.declared": ("inbox", "", lambda: _("{who} opened a ticket for your team")),
    "ticket.assigned": ("user-check", "", lambda: _("{who} gave you the ticket")),
    "ticket.escalated": ("arrow-up", "", lambda: _("{who} escalated the ticket to your team")),
    "ticket.replied": ("message", "#talk", lambda: _("{who} replied")),
    "ticket.reopened": ("rotate", "#talk", lambda: _("{who} reopened the ticket")),
    "task.added": ("clipboard-list", "", lambda: _("{who} gave you a task: “{task}”")),
    "task.given": ("clipboard-list", "", lambda: _("{who} gave you a task: “{task}”")),
    "task.reminded": ("calendar-due", "", lambda: _("Your task is due: “{task}”")),
    "approval.asked": ("clipboard-check", "#diagnosis", lambda: _("{who} asks you to approve “{remedy}”")),
    "approval.given": ("check", "#diagnosis", lambda: _("{who} approved “{remedy}”")),
    "approval.refused": ("x", "#diagnosis", lambda: _("{who} did not approve “{remedy}”")),
}
