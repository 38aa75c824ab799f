"""The diagnosis panel beside a ticket, and what a technician does in it: each act a thing one makes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secours.diagnosis.access import may_approve, sees_the_panel
from secours.diagnosis.matching import run_of_words
from secours.diagnosis.models import Attempt, Finding, Run
from secours.diagnosis.operations import (
    answer_opening,
    ask_approval,
    choose_situation,
    decide_approval,
    record_attempt,
    record_finding,
    start_run_on_ticket,
)
from secours.diagnosis.queries import PanelAsked, PanelView, panel_told
from secours.faults.access import faults_visible_to
from secours.faults.models import Check
from secours.faults.recall import match_situations
from secours.lib.statements import Reading
from secours.lib.text import number_in
from secours.lib.transactions import in_one_piece
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.tickets.models import Draft, Ticket
from secours.tickets.operations import save_draft
from secours.web.workbench.alarms import ask_said, warning_in
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.approvals import approvals_page
from secours.web.workbench.articles_offered import shown
from secours.web.workbench.asked import found
from secours.web.workbench.guard import reader_of, serving, staff
from secours.web.workbench.panel_html import parts_html
from secours.web.workbench.step_html import Sheet, apply_html, token_html
from secours.web.workbench.system_notes import notes_of

_OFFERED = 8


def panel(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """What `workbench/diagnosis/_panel.html` needs; empty for whoever asked for this ticket themselves."""
    reader = reader_of(request)
    if ticket.kind == "request" or not sees_the_panel(reader, ticket):
        return {}
    reading = Reading()
    said, asked = ask_said(reading, ticket), PanelAsked(reading, reader, ticket)
    seen = panel_context(request, ticket, asked)
    return {"alarm": warning_in(ticket, seen["panel"].run, said.rows), **seen}


def panel_context(request: HttpRequest, ticket: Ticket, asked: PanelAsked) -> dict[str, Any]:
    seen = panel_told(asked)
    sheet = Sheet(seen, token_html(request), _fault_url(seen), ticket.requester.name.split()[0])
    return {
        "panel": seen,
        "same": _same(seen, sheet),
        "pending": [view for view in seen.remedies if view.outcome == Attempt.Outcome.UNKNOWN],
        "fault_url": sheet.fault_url,
        "notes": notes_of(seen.fault, seen.run.device) if seen.fault else [],
        "approvals": seen.approvals,
        "may_approve": may_approve(asked.actor),
        "articles": [shown(one, ticket) for one in seen.articles],
        "parts": parts_html(sheet),
    }


@staff
@require_GET
def diagnosis(request: HttpRequest, number: int) -> HttpResponse:
    """The panel alone, fetched again when the ticket changes; without script, the ticket's page."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(_place(number))
    return _fragment(request, found(reader_of(request), number))


@serving
@require_http_methods(["GET", "POST"])
def situation(request: HttpRequest, number: int) -> HttpResponse:
    """Choose what is the matter: among what the words tell, or looked for with other words."""
    reader = reader_of(request)
    this = found(reader, number)
    if request.method == "POST":
        return _acted(request, number, lambda run: choose_situation(run.id, by=reader, **_chosen(request)))
    words = request.GET.get("q", "").strip()
    matches = match_situations(
        reader, words or run_of_words(reader, this).text, reader.language, most=_OFFERED
    )
    context = {
        "title": _("Which situation is it?"),
        "ticket": this,
        "words": words,
        "situations": [match.fault for match in matches.choices],
        "act_url": reverse("workbench:diagnosis_situation", args=[number]),
    }
    return dialog(request, "workbench/diagnosis/_situation.html", context)


@serving
@require_POST
def opening(request: HttpRequest, number: int) -> HttpResponse:
    """Answers of the opening questions that the technician obtained."""
    reader = reader_of(request)
    answers = {key.removeprefix("opening_"): str(value) for key, value in request.POST.items()}
    given = {key: value for key, value in answers.items() if f"opening_{key}" in request.POST}
    return _acted(request, number, lambda run: answer_opening(run.id, by=reader, answers=given))


@serving
@require_POST
def findings(request: HttpRequest, number: int) -> HttpResponse:
    """What a check showed; another answer than before corrects it."""
    reader = reader_of(request)
    check_id, value = _whole(request, "check"), request.POST.get("value", "")
    return _acted(
        request,
        number,
        lambda run: record_finding(
            run.id, by=reader, check_id=check_id, value=value, source=Finding.Source.TECH
        ),
    )


@serving
@require_POST
def attempts(request: HttpRequest, number: int) -> HttpResponse:
    """A remedy applied (its outcome not known yet), then what came of it."""
    reader = reader_of(request)
    remedy_id, outcome = _whole(request, "remedy"), request.POST.get("outcome", Attempt.Outcome.UNKNOWN)
    identity = request.POST.get("identity", "")
    return _acted(
        request,
        number,
        lambda run: record_attempt(
            run.id, by=reader, remedy_id=remedy_id, outcome=outcome, identity=identity
        ),
    )


@serving
@require_POST
def approvals(request: HttpRequest, number: int) -> HttpResponse:
    """A remedy that somebody must approve first: asked here, and by a task."""
    reader, remedy_id = reader_of(request), _whole(request, "remedy")
    return _acted(request, number, lambda run: ask_approval(run.id, by=reader, remedy_id=remedy_id))


@staff
@require_POST
def approval(request: HttpRequest, number: int, approval_id: int) -> HttpResponse:
    """Yes or no, from someone who oversees."""
    reader = reader_of(request)
    this = found(reader, number)
    approved = {"yes": True, "no": False}.get(request.POST.get("decision", ""))
    reason = request.POST.get("reason", "")
    try:
        decide_approval(approval_id, by=reader, approved=approved, reason=reason)
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        if refusal.field:
            written = {"id": approval_id, "reason": reason, "error": str(refusal)}
            return approvals_page(request, written=written, status=422)
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Approved: who asked is told.") if approved else _("Refused: who asked is told.")
        )
    return answered(
        request, reverse("workbench:approvals") if "list" in request.POST else _place(this.number)
    )


@serving
@require_POST
def questions(request: HttpRequest, number: int) -> HttpResponse:
    """Put the check to the requester: the question joins the reply being written, in their language."""
    reader = reader_of(request)
    this = found(reader, number)
    check = Check.objects.filter(fault__in=faults_visible_to(reader), id=_whole(request, "check")).first()
    with override(this.language):
        asked = check.ask if check else ""
    key = f"reply:{this.number}"
    begun = Draft.objects.filter(account=request.user, key=key).values_list("text", flat=True).first() or ""  # type: ignore[misc]
    if asked not in begun:
        save_draft(reader, key, f"{begun}\n\n{asked}".strip())
    return answered(request, f"{reverse('workbench:ticket', args=[number])}#talk")


def _acted(request: HttpRequest, number: int, act: Callable[[Run], object]) -> HttpResponse:
    """One act on the ticket's run, begun when it has none; a refusal undoes both and is said in the panel."""
    reader = reader_of(request)
    this = found(reader, number)
    try:
        with transaction.atomic(), in_one_piece():
            act(start_run_on_ticket(this, by=reader))
    except NotFound:
        raise
    except Refused as refusal:
        if request.headers.get("HX-Request"):
            return _fragment(request, this, error=str(refusal), status=422)
        messages.error(request, str(refusal))
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "panel":
        return _fragment(request, this)
    return answered(request, _place(number))


def _fragment(request: HttpRequest, this: Ticket, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "ticket": this,
        "may_act": reader_of(request).serves,
        "panel_error": error,
        **panel(request, this),
    }
    return render(request, "workbench/diagnosis/_panel.html", context, status=status)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """`fault` empty: something else."""
    return {"fault_id": _whole(request, "fault") or None}


def _whole(request: HttpRequest, name: str) -> int:
    return number_in(request.POST.get(name, "")) or 0


def _same(seen: PanelView, sheet: Sheet) -> dict[str, Any] | None:
    """The violet card in sentences; its act only while the remedy has not been tried here."""
    same = seen.same
    if same is None:
        return None
    tried = {view.remedy.id for view in seen.remedies if view.outcome}
    place = _("Same device") if same.is_same_device else _("Same site")
    may_apply = seen.may_act and same.remedy is not None and same.remedy.id not in tried
    apply = apply_html(sheet, same.remedy, css="btn-primary", long=True) if may_apply and same.remedy else ""
    relapses = ngettext("%(count)s relapse", "%(count)s relapses", same.relapsed) % {"count": same.relapsed}
    return {
        "label": same.label,
        "url": reverse("workbench:ticket", args=[same.number]) if same.number else "",
        "place": _("%(place)s, %(when)s.") % {"place": place, "when": _ago(same.happened_at)},
        "remedy": same.remedy,
        "may_apply": may_apply,
        "apply": mark_safe(apply),
        "worked": ngettext("%(worked)s time of %(tried)s", "%(worked)s times of %(tried)s", same.worked)
        % {"worked": same.worked, "tried": same.tried},
        "tried": same.tried,
        "relapses": relapses if same.relapsed else "",
    }


def _ago(moment: datetime) -> str:
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    if days <= 0:
        return _("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def _fault_url(seen: PanelView) -> str:
    if seen.fault is None:
        return ""
    try:
        return reverse("faults:fault", args=[seen.fault.number])
    except NoReverseMatch:
        return ""


def _place(number: int) -> str:
    return f"{reverse('workbench:ticket', args=[number])}#diagnosis"
