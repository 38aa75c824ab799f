"""Writing articles: new, changed, from a solved ticket; vouched for, retired, brought back. What is typed is kept."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secours.faults import operations
from secours.faults.access import article_for, occurrences_visible_to, require_author
from secours.faults.choices import ReviewState
from secours.faults.models import Article, Fault
from secours.people.errors import Refused
from secours.tickets.access import ticket_for
from secours.tickets.models import Draft, Resolution, Ticket
from secours.tickets.operations import discard_draft
from secours.web.drafts import kept
from secours.web.forms.articles import ArticleForm, ArticleRetirementForm
from secours.web.workbench.answers import answered
from secours.web.workbench.articles import address_of, texts_of
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, serving, staff

Write = Callable[[ArticleForm], Article]


@staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    require_author(reader, None if reader.is_provider else reader.organisation_id)

    def write(form: ArticleForm) -> Article:
        chosen = form.cleaned_data["organisation"]
        return operations.record_article(by=reader, organisation_id=chosen, **form.told())

    return _written(request, "new", write, title=_("New article"), back=reverse("faults:articles"))


@staff
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, article_id: int) -> HttpResponse:
    this = _writable(request, article_id)

    def write(form: ArticleForm) -> Article:
        return operations.change_article(this.id, by=reader_of(request), **form.told())

    names = ("title_fr", "text_fr", "title_en", "text_en", "audience", "valid_until")
    initial = {**{name: getattr(this, name) for name in names}, "fault": this.fault_id}
    title = _("Edit the article")
    return _written(request, str(this.id), write, initial, title=title, article=this, back=address_of(this))


@serving
@require_http_methods(["GET", "POST"])
def from_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """`number`: of a solved ticket. Its solution begins the article."""
    reader = reader_of(request)
    ticket = ticket_for(reader, number)

    def write(form: ArticleForm) -> Article:
        chosen = form.cleaned_data["organisation"]
        return operations.write_article_from(ticket.id, by=reader, organisation_id=chosen, **form.told())

    return _written(
        request,
        f"ticket:{number}",
        write,
        _begun(request, ticket),
        title=_("Article from %(ticket)s") % {"ticket": ticket.label},
        ticket=ticket,
        back=reverse("workbench:ticket", args=[number]),
    )


@staff
@require_POST
def review(request: HttpRequest, article_id: int) -> HttpResponse:
    this = operations.review_article(article_for(reader_of(request), article_id).id, by=reader_of(request))
    messages.success(request, _("Reviewed: those whom it is for read it now."))
    return answered(request, address_of(this))


@staff
@require_http_methods(["GET", "POST"])
def retirement(request: HttpRequest, article_id: int) -> HttpResponse:
    this = _writable(request, article_id)
    form = ArticleRetirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.retire_article(this.id, by=reader_of(request), why=form.cleaned_data["why"])
            return answered(request, address_of(this))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {**frame(request), "form": form, "article": this, "back": address_of(this)}
    status = 422 if request.method == "POST" else 200
    return render(request, "workbench/articles/retirement.html", context, status=status)


@staff
@require_POST
def restoration(request: HttpRequest, article_id: int) -> HttpResponse:
    this = operations.restore_article(article_for(reader_of(request), article_id).id, by=reader_of(request))
    messages.success(request, _("This article is a draft again: read it, then mark it as reviewed."))
    return answered(request, address_of(this))


def _written(
    request: HttpRequest,
    name: str,
    write: Write,
    initial: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """The form; its preview; its draft, kept as it is typed under `name`; or what `write` made of it."""
    reader, key = reader_of(request), f"article:{name}"
    if "keep" in request.POST:
        return _kept(request, key)
    if "afresh" in request.POST:
        discard_draft(reader, key)
        return answered(request, request.path)
    drafted = _drafted(request, key) if request.method == "GET" else {}
    form = ArticleForm(
        request.POST or None,
        reader=reader,
        is_new=context.get("article") is None,
        initial={**(initial or {}), **drafted},
    )
    preview: list[dict[str, str]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = texts_of(Article(**form.told()))
        elif (address := _saved(request, form, write, key)) is not None:
            return answered(request, address)
    if request.method == "POST" and form.errors:
        status = 422
    page = {**frame(request), **context, "form": form, "preview": preview, "is_draft_back": bool(drafted)}
    return render(
        request, "workbench/articles/form.html", {**page, "asked": "preview" in request.POST}, status=status
    )


def _saved(request: HttpRequest, form: ArticleForm, write: Write, key: str) -> str | None:
    """Where to go; None when it was refused, the sentence beside its field."""
    try:
        this = write(form)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    discard_draft(reader_of(request), key)
    if this.state == ReviewState.REVIEWED:
        messages.success(request, _("Saved: readers have this version at once."))
    else:
        messages.success(request, _("Draft saved. Have it reviewed, and people will read it."))
    return address_of(this)


def _kept(request: HttpRequest, key: str) -> HttpResponse:
    names = ArticleForm.base_fields
    typed = {name: request.POST[name] for name in names if request.POST.get(name)}
    return kept(reader_of(request), key, json.dumps(typed) if typed else "")


def _drafted(request: HttpRequest, key: str) -> dict[str, str]:
    kept = Draft.objects.filter(account_id=reader_of(request).account_id or 0, key=key).first()
    return dict(json.loads(kept.text)) if kept else {}


def _begun(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """The situation's title and the solution; not what the person wrote, which is theirs."""
    solution = (
        Resolution.objects.filter(ticket=ticket, withdrawn_at=None).values_list("text", flat=True).first()
    )
    case = occurrences_visible_to(reader_of(request)).filter(ticket=ticket).select_related("fault", "remedy")
    met = case.order_by("-id").first()
    fault: Fault | None = met.fault if met else None
    language = "en" if ticket.language == "en" else "fr"
    titles = (fault.title_fr, fault.title_en) if fault else ("", "")
    return {
        f"title_{language}": (titles[1] if language == "en" else titles[0]) or ticket.title,
        f"text_{language}": solution or "",
        "fault": fault.id if fault and fault.organisation_id is None else None,
    }


def _writable(request: HttpRequest, article_id: int) -> Article:
    this = article_for(reader_of(request), article_id)
    require_author(reader_of(request), this.organisation_id)
    return this
