"""The list of tasks: one's own, the team's, all; finishing them, giving them, setting their day."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secours.lib.statements import Reading
from secours.lib.text import number_in
from secours.people.access import organisations_visible_to
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.access import tasks_visible_to
from secours.tickets.operations import date_task, finish_task, give_task
from secours.tickets.operations.undoing import undoable_acts_on_tasks
from secours.web.forms.tasks import TaskChangeForm
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.frame import FrameAsked, frame
from secours.web.workbench.guard import reader_of, staff
from secours.web.workbench.task_list import TaskList, grouped, scopes_of, shaped

MOST_AT_ONCE = 100


@staff
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    reader, reading = reader_of(request), Reading()
    asked, listing = FrameAsked(request, reading), TaskList.asked(request.GET, reader)
    found = listing.ask(reading, reader)
    rows, following = shaped(found.rows, reader), found.following
    context = {
        **frame(request, asked, tab="tasks"),
        "listing": listing,
        "tabs": [
            {
                "label": words,
                "url": f"?{listing.query(of=of)}",
                "count": found.count(of),
                "current": of == listing.of,
            }
            for of, words in scopes_of(reader).items()
        ],
        "groups": list(grouped(rows, begins=not listing.after, ends=not following)),
        "query": listing.query(),
        "chips": _chips(listing, reader),
        "next_url": f"?{listing.query(after=following)}" if following else "",
        "first_url": f"?{listing.query()}" if listing.after else "",
    }
    return render(request, "workbench/tasks.html", context)


@staff
@require_POST
def completion(request: HttpRequest) -> HttpResponse:
    """`t`: the ticked ones; `one`: the one whose own box was pressed, whatever is ticked."""
    reader, begun = reader_of(request), timezone.now()
    tasks = _picked(reader, request.POST.getlist("one") or request.POST.getlist("t"))
    with transaction.atomic():
        for task in tasks:
            finish_task(task["id"], by=reader)
    done = _("Done: “%(task)s”.") % {"task": tasks[0]["title"]}
    if len(tasks) > 1:
        done = ngettext("%(n)s task is done.", "%(n)s tasks are done.", len(tasks)) % {"n": len(tasks)}
    _tell(request, done, tasks, begun)
    return answered(request, _list_address(request.GET, reader))


@staff
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Who does it and by when: of one task, or of the ticked ones."""
    reader, begun = reader_of(request), timezone.now()
    told = request.POST if request.method == "POST" else request.GET
    tasks = _picked(reader, told.getlist("t"))
    form = TaskChangeForm(request.POST if request.method == "POST" else None, reader=reader, tasks=tasks)
    here = _list_address(request.GET, reader)
    if request.method == "POST" and _changed(form, tasks, reader):
        _tell(request, _("Changed."), tasks, begun)
        return answered(request, here)
    context = {
        "form": form,
        "title": _("Give the task, set its day") if len(tasks) == 1 else _("Give the tasks, set their day"),
        "verb": _("Save"),
        "icon": "user-plus",
        "act_url": f"{request.path}?{TaskList.asked(request.GET, reader).query()}",
        "back_url": here,
        "tickets": [
            {"number": task["id"], "label": f"T-{task['ticket__number']}", "title": task["title"]}
            for task in tasks
        ],
    }
    return dialog(request, "workbench/_act.html", context, status=422 if request.method == "POST" else 200)


def _changed(form: TaskChangeForm, tasks: list[dict[str, Any]], by: Actor) -> bool:
    """All or none: one refusal undoes the others."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            for task in tasks:
                if form.gives:
                    give_task(task["id"], by=by, owner_id=form.owner_id)
                if form.dates:
                    date_task(task["id"], by=by, due_on=form.cleaned_data["due_on"])
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _picked(reader: Actor, ids: list[str]) -> list[dict[str, Any]]:
    """Those that the reader may change, ticket by ticket: whoever changes several holds them in one order."""
    wanted = [number for one in ids if (number := number_in(one)) is not None][:MOST_AT_ONCE]
    found = tasks_visible_to(reader).filter(id__in=wanted).order_by("ticket_id", "id")
    if not reader.serves:
        found = found.filter(owner_id=reader.person_id or 0)
    columns = ("id", "title", "owner_id", "due_on", "ticket__number")
    tasks: list[dict[str, Any]] = [
        dict(zip(columns, row, strict=True)) for row in found.values_list(*columns)
    ]
    if not tasks:
        raise NotFound(
            "nothing_selected", _("No task is selected. Tick some with X, then choose what to do.")
        )
    return tasks


def _tell(request: HttpRequest, done: str, tasks: list[dict[str, Any]], begun: datetime) -> None:
    """The toast, with its “Undo” where everything just done can be undone."""
    reader = reader_of(request)
    acts = undoable_acts_on_tasks([task["id"] for task in tasks], begun, by=reader) if reader.serves else []
    told = [("t", f"{number}.{entry}") for number, entry in acts]
    undo = f"{reverse('workbench:undo')}?{urlencode([*told, ('to', 'tasks')])}" if told else ""
    messages.success(request, done, extra_tags=undo)


def _list_address(asked: QueryDict, reader: Actor) -> str:
    query = TaskList.asked(asked, reader).query()
    return f"{reverse('workbench:task_list')}{'?' if query else ''}{query}"


def _chips(listing: TaskList, reader: Actor) -> list[dict[str, str]]:
    """What narrows the list, each with the address of the list without it."""
    chips = []
    if listing.late:
        chips.append({"words": _("Late"), "url": f"?{listing.query(late='')}"})
    if listing.organisation is not None:
        names = (
            organisations_visible_to(reader).filter(id=listing.organisation).values_list("name", flat=True)
        )
        words = names.first() or _("another organisation")
        chips.append({"words": words, "url": f"?{listing.query(organisation='')}"})
    return chips
