"""Writing in the fault base: a record, its sources, checks and solutions, in words; a ticket made a record."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secours.faults import operations
from secours.faults.access import fault_for, require_author
from secours.faults.models import Cause, Check, Fault, Remedy
from secours.faults.rules import how_common_for, often_for
from secours.people.errors import NotFound, Refused
from secours.tickets.access import resolution_visible_to, ticket_for
from secours.tickets.models import Ticket
from secours.web.drafts import Drafts, page_of
from secours.web.forms.faults import (
    CauseForm,
    CheckForm,
    FaultForm,
    PromotionForm,
    RemedyForm,
    organisations_offered,
)
from secours.web.workbench.answers import answered
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, serving, staff

_CHECK_WORDS = ("ask_fr", "ask_en", "help_fr", "help_en", "picture", "done_by", "minutes", "is_safety")


@staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    require_author(reader, None if reader.is_provider else reader.organisation_id)
    form = FaultForm(request.POST or None, reader=reader, is_new=True)

    def record() -> str:
        organisation_id = _organisation_chosen(form)
        made = operations.record_fault(
            by=reader, organisation_id=organisation_id, symptoms=_symptoms(form), **_fields(form)
        )
        messages.success(request, _("Draft recorded. Add its sources, then have it reviewed."))
        return address_of(made.number)

    return written(
        request, form, record, "fault_form", title=_("New fault record"), back=reverse("faults:list")
    )


@staff
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)
    this = writable(request, number)
    form = FaultForm(request.POST or None, reader=reader, is_new=False, initial=_as_written(this))

    def change() -> str:
        operations.change_fault(this.id, by=reader, symptoms=_symptoms(form), **_fields(form))
        return address_of(number)

    return written(request, form, change, "fault_form", fault=this, title=_("Edit in words"))


@staff
@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    operations.review_fault(fault_for(reader_of(request), number).id, by=reader_of(request))
    messages.success(request, _("Reviewed: its figures count fully, and requesters meet it."))
    return answered(request, address_of(number))


@staff
@require_http_methods(["GET", "POST"])
def cause(request: HttpRequest, number: int, cause_id: int | None = None) -> HttpResponse:
    this = writable(request, number)
    old = _of(this, Cause.objects.filter(fault=this), cause_id)
    initial = _values(old, "name_fr", "name_en", "is_safety") | (
        {"how_common": how_common_for(old.prior).value} if old else {}
    )
    form = CauseForm(request.POST or None, initial=initial)

    def write() -> str:
        if old is None:
            operations.add_cause(this.id, by=reader_of(request), **form.cleaned_data)
        else:
            operations.change_cause(old.id, by=reader_of(request), **form.cleaned_data)
        return address_of(number, "causes")

    title = _("Change a source") if old else _("Add a source")
    return written(request, form, write, "cause_form", fault=this, title=title)


@staff
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, number: int, check_id: int | None = None) -> HttpResponse:
    this = writable(request, number)
    old = _of(this, Check.objects.filter(fault=this), check_id)
    form = CheckForm(request.POST or None, causes=list(this.causes.all()), initial=_check_words(old))

    def write() -> str:
        fields = {name: form.cleaned_data[name] for name in (*_CHECK_WORDS, "otherwise")}
        if old is None:
            operations.add_check(this.id, by=reader_of(request), links=form.links(), **fields)
        else:
            operations.change_check(old.id, by=reader_of(request), links=form.links(), **fields)
        return address_of(number, "checks")

    title = _("Change a check") if old else _("Add a check")
    return written(request, form, write, "check_form", fault=this, title=title, entry=old, part="checks")


@staff
@require_http_methods(["GET", "POST"])
def remedy(
    request: HttpRequest, number: int, cause_id: int | None = None, remedy_id: int | None = None
) -> HttpResponse:
    this = writable(request, number)
    old = _of(this, Remedy.objects.filter(cause__fault=this).select_related("cause"), remedy_id)
    whose = old.cause if old else _of(this, Cause.objects.filter(fault=this), cause_id)
    assert whose is not None
    form = RemedyForm(request.POST or None, initial=_remedy_words(old))

    def write() -> str:
        if old is None:
            operations.add_remedy(whose.id, by=reader_of(request), **form.cleaned_data)
        else:
            operations.change_remedy(old.id, by=reader_of(request), **form.cleaned_data)
        return address_of(number, "remedies")

    title = _("Change a solution") if old else _("Add a solution")
    return written(
        request, form, write, "remedy_form", fault=this, title=title, cause=whose, entry=old, part="remedies"
    )


@serving
@require_http_methods(["GET", "POST"])
def promotion(request: HttpRequest, number: int) -> HttpResponse:
    """`number`: of a solved ticket whose cause the base did not know."""
    reader = reader_of(request)
    ticket = ticket_for(reader, number)
    resolution = resolution_visible_to(reader, ticket)
    tongue = "fr" if ticket.language == "fr" else "en"
    initial = {
        f"title_{tongue}": ticket.title,
        f"remedy_{tongue}": resolution.text[:300] if resolution else "",
    }
    form = PromotionForm(request.POST or None, reader=reader, initial=initial)

    def promote() -> str:
        words = {name: value for name, value in form.cleaned_data.items() if name != "organisation"}
        made = operations.promote_ticket(
            ticket.id, by=reader, organisation_id=_organisation_chosen(form), **words
        )
        messages.success(request, _("Draft recorded from the ticket. Add its checks, then have it reviewed."))
        return address_of(made.number)

    return written(
        request,
        form,
        promote,
        "promotion_form",
        title=_("Make a fault record of %(ticket)s") % {"ticket": ticket.label},
        back=reverse("workbench:ticket", args=[number]),
        ticket=ticket,
        choices=organisations_offered(reader),
    )


def written(
    request: HttpRequest,
    form: forms.Form,
    write: Callable[[], str],
    body: str,
    *,
    title: str,
    fault: Fault | None = None,
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """`write` calls one operation and gives the address to go to; a refusal stands beside its field."""
    ticket: Ticket | None = context.get("ticket")
    drafts = Drafts(reader_of(request), page_of(request), ticket.number if ticket else None)
    if request.method == "POST" and form.is_valid():
        try:
            address = write()
            drafts.drop(form.fields)
            return answered(request, address)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    drafts.fill(form)
    page = {
        **frame(request),
        **context,
        "form": form,
        "fault": fault,
        "title": title,
        "body": f"workbench/faults/_{body}.html",
        "back": back or (address_of(fault.number) if fault else reverse("faults:list")),
    }
    return render(
        request, "workbench/faults/form.html", page, status=422 if request.method == "POST" else 200
    )


def writable(request: HttpRequest, number: int) -> Fault:
    this = fault_for(reader_of(request), number)
    require_author(reader_of(request), this.organisation_id)
    return this


def _of(fault: Fault, rows: Any, row_id: int | None) -> Any:
    if row_id is None:
        return None
    row = rows.filter(id=row_id).first()
    if row is None:
        raise NotFound("entry_not_found", _("This entry is no longer in the fault base."))
    return row


def address_of(number: int, part: str = "") -> str:
    return reverse("faults:fault", args=[number]) + (f"#{part}" if part else "")


def _organisation_chosen(form: forms.Form) -> int | None:
    chosen: int | None = form.cleaned_data.get("organisation")
    return chosen


def _fields(form: FaultForm) -> dict[str, Any]:
    names = ("title", "escalate", "first_gesture")
    texts = {
        f"{name}_{tongue}": form.cleaned_data[f"{name}_{tongue}"] for name in names for tongue in ("fr", "en")
    }
    return {**texts, "category_id": form.cleaned_data["category"]}


def _symptoms(form: FaultForm) -> dict[str, list[str]]:
    return {tongue: form.cleaned_data[f"symptoms_{tongue}"].splitlines() for tongue in ("fr", "en")}


def _as_written(fault: Fault) -> dict[str, Any]:
    words: dict[str, list[str]] = {"fr": [], "en": []}
    for language, text in fault.symptoms.order_by("id").values_list("language", "text"):
        words.setdefault(language, []).append(text)
    names = ("title_fr", "title_en", "escalate_fr", "escalate_en", "first_gesture_fr", "first_gesture_en")
    told = {f"symptoms_{tongue}": "\n".join(words[tongue]) for tongue in ("fr", "en")}
    return {**_values(fault, *names), **told, "category": fault.category_id}


def _check_words(check: Check | None) -> dict[str, Any]:
    if check is None:
        return {}
    links = {f"cause_{link.cause_id}": often_for(link.p_yes).value for link in check.links.all()}
    return {
        **_values(check, "ask_fr", "ask_en", "help_fr", "help_en", "picture", "minutes", "is_safety"),
        **links,
        "done_by": check.by,
        "otherwise": often_for(check.p_yes_otherwise).value,
    }


def _remedy_words(remedy: Remedy | None) -> dict[str, Any]:
    if remedy is None:
        return {}
    names = (
        "do_fr", "do_en", "steps_fr", "steps_en", "where", "minutes", "wait_minutes", "disruption", "needs_approval",
        "needs_identity", "picture",
    )  # fmt: skip
    return {**_values(remedy, *names), "done_by": remedy.by, "works": often_for(remedy.p_success).value}


def _values(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} if row is not None else {}
