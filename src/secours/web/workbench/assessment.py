"""The assessment (bilan) of a ticket: read, edited where it is read, completed, and given as a PDF."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secours.diagnosis.access import require_assessment
from secours.diagnosis.assessment import AssessmentView, assessment_of, why_assessment_is_due
from secours.diagnosis.documents import assessment_document, assessment_pdf
from secours.diagnosis.documents.sections import day_and_hour, sections_of
from secours.diagnosis.operations import edit_assessment, recommend, write_assessment
from secours.diagnosis.operations.assessing import LANGUAGES, SECTIONS
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.access import ticket_for, tickets_visible_to
from secours.tickets.models import Task, Ticket
from secours.tickets.operations import finish_task
from secours.web.drafts import Drafts
from secours.web.forms.assessment import RecommendationForm, SectionForm
from secours.web.workbench import moments
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, serving, staff

_RELATED = ("requester", "site", "place", "device", "category", "assigned_to", "organisation")


@staff
@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, number: int) -> HttpResponse:
    """The page; a POST keeps the assessment, so that the requester's organisation may read it."""
    reader = reader_of(request)
    this = _found(reader, number)
    language = _language(request)
    if request.method == "POST":
        write_assessment(this.id, by=reader)
        messages.success(request, _("The assessment is written. It follows the journal until you change it."))
        return answered(request, _address(this, language))
    return _page(request, this, language)


@serving
@require_POST
def section(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Own words for one section in one language; refused, they come back as they were typed."""
    reader = reader_of(request)
    this = _found(reader, number)
    language, form = _language(request), SectionForm(request.POST)
    if name not in SECTIONS:
        raise NotFound("section_unknown", _("This section does not exist."))
    if form.is_valid():
        try:
            edit_assessment(this.id, by=reader, language=language, **{name: form.cleaned_data["text"]})
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _drafts(reader, this, language, name).drop(["text"])
            messages.success(request, _("Saved."))
            return answered(request, f"{_address(this, language)}#s-{name}")
    return _page(request, this, language, editing=name, form=form, status=422)


@serving
@require_http_methods(["GET", "POST"])
def recommendations(request: HttpRequest, number: int) -> HttpResponse:
    """What should be done next, by whom, before when: each becomes a task that is followed up."""
    reader = reader_of(request)
    this = _found(reader, number)
    form = RecommendationForm(request.POST or None, reader=reader, ticket=this)
    here = _address(this, _language(request))
    if _is_beside(request):
        here = reverse("workbench:resolution", args=[number])
    drafts = Drafts(reader, "recommendation", number)
    if request.method == "POST" and form.is_valid() and _recommended(form, this, reader):
        drafts.drop(form.fields)
        return _added(request, this, f"{here}#s-recommendations")
    drafts.fill(form)
    context = {
        "form": form,
        "title": _("Recommend · %(ticket)s") % {"ticket": this.label},
        "verb": _("Add"),
        "icon": "bulb",
        "lead": _("It shows in the assessment and becomes a task of the ticket."),
        "act_url": f"{request.path}?{request.GET.urlencode()}",
        "back_url": here,
    }
    return dialog(request, "workbench/_act.html", context, status=422 if request.method == "POST" else 200)


def _added(request: HttpRequest, this: Ticket, url: str) -> HttpResponse:
    """The page behind the dialog stays, with what is being typed in it: only the list is new."""
    told = _("The recommendation is added, and followed up as a task.")
    if not request.headers.get("HX-Request") or _is_whole_page(request):
        messages.success(request, told)
        return answered(request, url)
    language = _language(request)
    rows = _recommended_rows(assessment_of(reader_of(request), this, language), language)
    context = {"recommended": rows, "may_act": not _is_beside(request), "told": told}
    return render(request, "workbench/assessment/_added.html", context)


def _is_whole_page(request: HttpRequest) -> bool:
    """The form was opened at its own address: there is no list behind it to renew."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == request.path


def _is_beside(request: HttpRequest) -> bool:
    """Asked from the resolution, beside which the assessment is shown."""
    return request.GET.get("beside") == "resolution"


@serving
@require_POST
def recommendation_completion(request: HttpRequest, number: int, task_id: int) -> HttpResponse:
    reader = reader_of(request)
    this = _found(reader, number)
    task = Task.objects.filter(ticket=this, id=task_id, recommendation__isnull=False).first()
    if task is None:
        raise NotFound("task_not_found", _("This task does not exist any more."))
    finish_task(task.id, by=reader)
    messages.success(request, _("Done: “%(task)s”.") % {"task": task.title})
    return answered(request, f"{_address(this, _language(request))}#s-recommendations")


@require_GET
def pdf(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """For staff, and for the contact of the organisation once its ticket is resolved and the assessment
    written; a requester reads the answers on the portal instead."""
    reader = reader_of(request)
    if reader.person_id is None:
        return redirect_to_login(request.get_full_path())
    this = _found(reader, number)
    if language not in LANGUAGES:
        raise NotFound("language_unknown", _("An assessment is written in French or in English."))
    require_assessment(reader, this)
    view = assessment_of(reader, this, language)
    document = assessment_pdf(assessment_document(view), language)
    response = HttpResponse(document, content_type="application/pdf")
    with override(language):
        name = f"{_('assessment')}-{this.label}-{language}.pdf"
    # Always a download: a document is never shown inside our origin.
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def preview(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """What `workbench/assessment/_preview.html` needs beside another page, in the reader's language."""
    language = _language(request)
    this = _found(reader_of(request), ticket.number)
    context = _context(reader_of(request), this, language)
    context["recommend_url"] += "&beside=resolution"
    why_due = "" if context["assessment"].is_written else why_assessment_is_due(this)
    return {**context, "why_due": why_due}


def _page(
    request: HttpRequest,
    this: Ticket,
    language: str,
    *,
    editing: str = "",
    form: SectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = reader_of(request)
    context = _context(reader, this, language)
    asked = editing or request.GET.get("edit", "")
    editing = asked if reader.serves and asked in SECTIONS else ""
    if editing and form is None:
        text = next(one.text for one in context["sections"] if one.name == editing)
        form = SectionForm(initial={"text": text})
    if editing and form is not None:
        _drafts(reader, this, language, editing).fill(form)
    context |= {**frame(request, rail=True), "editing": editing, "form": form, "may_act": reader.serves}
    return render(request, "workbench/assessment/assessment.html", context, status=status)


def _drafts(reader: Actor, this: Ticket, language: str, section: str) -> Drafts:
    return Drafts(reader, f"assessment-{language}-{section}", this.number)


def _context(reader: Actor, this: Ticket, language: str) -> dict[str, Any]:
    view = assessment_of(reader, this, language)
    with override(language):
        sections, heading = sections_of(view), _("Diagnosis assessment")
        headings = {"recommendations": _("Recommendations"), "none": _("None yet.")}
    own = _address(this, language)
    return {
        "ticket": this,
        "assessment": view,
        "sections": sections,
        "heading": heading,
        "headings": headings,
        "written": _written(view),
        "recommended": _recommended_rows(view, language),
        "assessment_language": language,
        "assessment_url": own,
        "edit_url": f"{own}&edit=",
        "languages_of": _languages(this, language),
        "pdf_url": reverse("workbench:assessment_pdf", args=[this.number, language]),
        "pdf_urls": [
            (one, reverse("workbench:assessment_pdf", args=[this.number, one])) for one in LANGUAGES
        ],
        "recommend_url": f"{reverse('workbench:recommendations', args=[this.number])}?lang={language}",
    }


def _recommended_rows(view: AssessmentView, language: str) -> list[dict[str, Any]]:
    today = timezone.localdate()
    rows = []
    for one in view.recommendations:
        is_late = bool(one.due_on and one.due_on < today and not one.is_done)
        url = reverse("workbench:recommendation_completion", args=[view.ticket.number, one.task_id])
        rows.append(
            {
                "title": one.title,
                "owner": one.owner,
                "due": moments.short_day(one.due_on) if one.due_on else "",
                "is_done": one.is_done,
                "is_late": is_late,
                "done_url": f"{url}?lang={language}",
            }
        )
    return rows


def _languages(this: Ticket, language: str) -> list[dict[str, Any]]:
    words = {"fr": "Français", "en": "English"}
    return [
        {"code": one, "label": words[one], "url": _address(this, one), "current": one == language}
        for one in LANGUAGES
    ]


def _written(view: AssessmentView) -> str:
    """Where the text comes from, said beside its title."""
    if not view.edited:
        return _("written from the journal")
    told = {"when": day_and_hour(view.written_at) if view.written_at else "", "who": view.written_by}
    return _("completed by hand, %(when)s") % told


def _recommended(form: RecommendationForm, this: Ticket, by: Actor) -> bool:
    told = form.cleaned_data
    owner_id = int(told["owner"]) if told["owner"] else None
    try:
        recommend(this.id, by=by, title=told["title"], owner_id=owner_id, due_on=told["due_on"])
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _found(reader: Actor, number: int) -> Ticket:
    """The ticket with everything an assessment names, through access."""
    ticket = ticket_for(reader, number)
    return tickets_visible_to(reader).select_related(*_RELATED).filter(id=ticket.id)[0]


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    current = (get_language() or "fr")[:2]
    return asked if asked in LANGUAGES else current if current in LANGUAGES else "fr"


def _address(this: Ticket, language: str) -> str:
    return f"{reverse('workbench:assessment', args=[this.number])}?lang={language}"
