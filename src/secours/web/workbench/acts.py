"""The acts on tickets, each a thing one makes: POST tickets/42/hold, or for several bulk/hold.

One description serves the page, the dialog, the single ticket and the selection.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.access import hold_tickets, ticket_for, tickets_visible_to
from secours.tickets.choices import LinkKind
from secours.tickets.models import Task, Ticket
from secours.tickets.operations import (
    add_task,
    assign_ticket,
    change_ticket,
    close_ticket,
    close_without_answer,
    escalate_ticket,
    finish_task,
    hold_ticket,
    link_tickets,
    reopen_ticket,
    resume_ticket,
    take_ticket,
    unlink_tickets,
)
from secours.web.drafts import Drafts
from secours.web.forms import acts as forms
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.guard import reader_of, serving
from secours.web.workbench.undo import undo_address

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Act:
    title: Promise
    verb: Promise
    icon: str
    form: type[forms.ActForm]
    do: Callable[[Ticket, Actor, Any], object]
    done: Promise
    lead: Promise | str = ""
    is_bulk: bool = False


def _assign(ticket: Ticket, by: Actor, form: Any) -> object:
    person, team = form.cleaned_data["person"], form.cleaned_data["team"]
    return assign_ticket(ticket.id, by=by, person_id=_id(person), team_id=_id(team))


def _take(ticket: Ticket, by: Actor, form: Any) -> object:
    return take_ticket(ticket.id, by=by)


def _hold(ticket: Ticket, by: Actor, form: Any) -> object:
    return hold_ticket(ticket.id, by=by, **form.cleaned_data)


def _resume(ticket: Ticket, by: Actor, form: Any) -> object:
    return resume_ticket(ticket.id, by=by)


def _escalate(ticket: Ticket, by: Actor, form: Any) -> object:
    return escalate_ticket(
        ticket.id, by=by, team_id=int(form.cleaned_data["team"]), note=form.cleaned_data["note"]
    )


def _prioritise(ticket: Ticket, by: Actor, form: Any) -> object:
    levels = {name: int(value) for name, value in form.cleaned_data.items()}
    return change_ticket(ticket.id, by=by, **levels)


def _qualify(ticket: Ticket, by: Actor, form: Any) -> object:
    changes = form.changes()
    return change_ticket(ticket.id, by=by, **changes) if changes else None


def _reopen(ticket: Ticket, by: Actor, form: Any) -> object:
    return reopen_ticket(ticket.id, by=by, why=form.cleaned_data["why"])


def _close(ticket: Ticket, by: Actor, form: Any) -> object:
    if ticket.is_open:
        return close_without_answer(ticket.id, by=by, closure=form.cleaned_data["closure"])
    return close_ticket(ticket.id, by=by)


def _link(ticket: Ticket, by: Actor, form: Any) -> object:
    return link_tickets(ticket.id, form.cleaned_data["other"], by=by, kind=form.cleaned_data["kind"])


def _attach(ticket: Ticket, by: Actor, form: Any) -> object:
    return link_tickets(ticket.id, form.cleaned_data["other"], by=by, kind=LinkKind.ATTACHED)


def _add_task(ticket: Ticket, by: Actor, form: Any) -> object:
    told = form.cleaned_data
    return add_task(ticket.id, by=by, title=told["title"], owner_id=_id(told["owner"]), due_on=told["due_on"])


ACTS: dict[str, Act] = {
    "charge": Act(
        gettext_lazy("Take in charge"), gettext_lazy("Take in charge"), "user-check", forms.PlainForm, _take,
        gettext_lazy("You have it in charge."), gettext_lazy("It is assigned to you, and the requester sees your name."), is_bulk=True,
    ),
    "assignment": Act(
        gettext_lazy("Assign"), gettext_lazy("Assign"), "user-plus", forms.AssignmentForm, _assign, gettext_lazy("Assigned."), is_bulk=True
    ),
    "hold": Act(
        gettext_lazy("Put on hold"), gettext_lazy("Put on hold"), "player-pause", forms.HoldForm, _hold,
        gettext_lazy("On hold: the clock has stopped."), gettext_lazy("The clock stops. While it waits for the requester, their answer starts it again."),
        is_bulk=True,
    ),
    "resumption": Act(
        gettext_lazy("Resume"), gettext_lazy("Resume"), "progress", forms.PlainForm, _resume, gettext_lazy("Resumed: the clock runs again."),
        gettext_lazy("The clock runs again from now on."), is_bulk=True,
    ),
    "escalation": Act(
        gettext_lazy("Escalate"), gettext_lazy("Hand over"), "arrow-up", forms.EscalationForm, _escalate, gettext_lazy("Handed over."),
        gettext_lazy("Another team takes over, with everything said here."),
    ),
    "priority": Act(
        gettext_lazy("Priority"), gettext_lazy("Set"), "adjustments-horizontal", forms.PriorityForm, _prioritise,
        gettext_lazy("The priority is set, its deadline follows."),
        gettext_lazy("The priority comes from the impact and the urgency, the deadline from the priority."), is_bulk=True,
    ),
    "qualification": Act(
        gettext_lazy("Qualify"), gettext_lazy("Save"), "adjustments-horizontal", forms.QualificationForm, _qualify,
        gettext_lazy("Saved, the deadline follows."),
    ),
    "reopening": Act(
        gettext_lazy("Reopen"), gettext_lazy("Reopen"), "rotate", forms.ReopeningForm, _reopen, gettext_lazy("Reopened."),
        gettext_lazy("The solution is withdrawn, and what it taught the fault base too."),
    ),
    "closure": Act(
        pgettext_lazy("ticket", "Close"), pgettext_lazy("ticket", "Close"), "archive", forms.ClosureForm, _close, gettext_lazy("Closed."),
        gettext_lazy("A ticket closed without a solution teaches the fault base nothing."), is_bulk=True,
    ),
    "links": Act(gettext_lazy("Link to another ticket"), gettext_lazy("Link"), "link", forms.LinkForm, _link, gettext_lazy("Linked.")),
    "attachment": Act(
        gettext_lazy("Attach to a ticket"), gettext_lazy("Attach"), "link", forms.AttachmentForm, _attach, gettext_lazy("Attached."),
        gettext_lazy("They stay tickets of their own, and show what they hang on."), is_bulk=True,
    ),
    "tasks": Act(gettext_lazy("Add a task"), gettext_lazy("Add"), "clipboard-list", forms.TaskForm, _add_task, gettext_lazy("The task is added.")),
}  # fmt: skip


@serving
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One act on one ticket: its form, or the act itself."""
    reader, this = reader_of(request), ACTS[name]
    ticket = ticket_for(reader, number)
    form = this.form(request.POST if request.method == "POST" else None, reader=reader, tickets=[ticket])
    here, begun, drafts = (
        reverse("workbench:ticket", args=[number]),
        timezone.now(),
        Drafts(reader, name, number),
    )
    if request.method == "POST" and _tried(form, this, [ticket], reader):
        drafts.drop(form.fields)
        _tell(request, str(this.done), [ticket], begun)
        return answered(request, here)
    drafts.fill(form)
    context = _context(this, form, f"{this.title} · {ticket.label}", request.path, here)
    return dialog(request, "workbench/_act.html", context, status=422 if request.method == "POST" else 200)


@serving
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, name: str) -> HttpResponse:
    """The same act on the ticked tickets: all of them, or none with the reason."""
    this = ACTS.get(name)
    if this is None or not this.is_bulk:
        raise NotFound("act_not_found", _("This cannot be done on several tickets at once."))
    reader = reader_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    tickets = _picked(reader, asked.getlist("t"))
    form = this.form(request.POST if request.method == "POST" else None, reader=reader, tickets=tickets)
    begun = timezone.now()
    if request.method == "POST" and _tried(form, this, tickets, reader):
        _tell(request, _report(this, len(tickets)), tickets, begun)
        return answered(request, reverse("workbench:queue"))
    title = f"{this.title} · {_how_many(len(tickets))}"
    context = _context(this, form, title, request.path, reverse("workbench:queue"))
    context["tickets"] = tickets
    return dialog(request, "workbench/_act.html", context, status=422 if request.method == "POST" else 200)


@serving
@require_http_methods(["GET"])
def bulk_reply(request: HttpRequest) -> HttpResponse:
    """R on a row: its ticket, ready for the answer."""
    tickets = _picked(reader_of(request), request.GET.getlist("t")[:1])
    return answered(request, reverse("workbench:ticket", args=[tickets[0].number]) + "#reply")


@serving
@require_POST
def link_removal(request: HttpRequest, number: int, other: int) -> HttpResponse:
    reader = reader_of(request)
    ticket, begun = ticket_for(reader, number), timezone.now()
    unlink_tickets(ticket.id, other, by=reader)
    _tell(request, _("The link is removed."), [ticket], begun)
    return answered(request, reverse("workbench:ticket", args=[number]))


@serving
@require_POST
def task_completion(request: HttpRequest, number: int, task_id: int) -> HttpResponse:
    reader = reader_of(request)
    ticket, begun = ticket_for(reader, number), timezone.now()
    task = Task.objects.filter(ticket=ticket, id=task_id).first()
    if task is None:
        raise NotFound("task_not_found", _("This task does not exist any more."))
    finish_task(task.id, by=reader)
    _tell(request, _("Done: “%(task)s”.") % {"task": task.title}, [ticket], begun)
    return answered(request, reverse("workbench:ticket", args=[number]))


def _tell(request: HttpRequest, done: str, tickets: Sequence[Ticket], begun: datetime) -> None:
    """The toast, with its “Undo” where everything just done can be undone."""
    messages.success(request, done, extra_tags=undo_address(reader_of(request), tickets, begun))


def _tried(form: forms.ActForm, this: Act, tickets: Sequence[Ticket], by: Actor) -> bool:
    """All or nothing: one refusal undoes the others, and the form says which ticket and why."""
    if not form.is_valid():
        return False
    current = tickets[0]
    try:
        with transaction.atomic():
            if len(tickets) > 1:
                named = [ticket.number for ticket in tickets] + [form.cleaned_data.get("other") or 0]
                hold_tickets(tickets_visible_to(by).filter(number__in=named))
            for ticket in tickets:
                current = ticket
                this.do(ticket, by, form)
    except Refused as refusal:
        _explain(form, refusal, current, len(tickets))
        return False
    return True


def _explain(form: forms.ActForm, refusal: Refused, ticket: Ticket, among: int) -> None:
    if among == 1:
        # What was not found can only be the ticket that one named.
        field = "other" if isinstance(refusal, NotFound) else refusal.field
        form.add_error(field if field in form.fields else None, str(refusal))
        return
    told = {"ticket": ticket.label, "why": str(refusal)}
    form.add_error(None, _("%(ticket)s: %(why)s Nothing was done on any of them.") % told)


def _picked(reader: Actor, numbers: list[str]) -> list[Ticket]:
    read = (number_in(number) for number in numbers)
    wanted = [number for number in read if number is not None][:MOST_AT_ONCE]
    found = {one.number: one for one in tickets_visible_to(reader).filter(number__in=wanted)}
    tickets = [found[number] for number in wanted if number in found]
    if not tickets:
        raise NotFound(
            "nothing_selected", _("No ticket is selected. Tick some with X, then choose what to do.")
        )
    return tickets


def _context(this: Act, form: forms.ActForm, title: str, act_url: str, back_url: str) -> dict[str, Any]:
    return {
        "form": form,
        "title": title,
        "verb": this.verb,
        "icon": this.icon,
        "lead": this.lead,
        "act_url": act_url,
        "back_url": back_url,
    }


def _report(this: Act, count: int) -> str:
    return f"{_how_many(count)}. {this.done}" if count > 1 else str(this.done)


def _how_many(count: int) -> str:
    return ngettext("%(count)s ticket", "%(count)s tickets", count) % {"count": count}


def _id(text: str) -> int | None:
    return int(text) if text else None
