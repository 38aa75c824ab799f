"""Writing articles: new, changed, from a solved ticket; vouched for, retired, brought back."""

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
from secours.tickets.access import resolution_visible_to, ticket_for
from secours.tickets.models import Ticket
from secours.web.drafts import Drafts, page_of
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

    return _written(request, write, title=_("New article"), back=reverse("faults:articles"))


@staff
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, article_id: int) -> HttpResponse:
    this = _writable(request, article_id)

    def write(form: ArticleForm) -> Article:
        return operations.change_article(this.id, by=reader_of(request), **form.told())

    names = ("title_fr", "text_fr", "title_en", "text_en", "audience", "valid_until")
    initial = {**{name: getattr(this, name) for name in names}, "fault": this.fault_id}
    title = _("Edit the article")
    return _written(request, write, initial, title=title, article=this, back=address_of(this))


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
    request: HttpRequest, write: Write, initial: dict[str, Any] | None = None, **context: Any
) -> HttpResponse:
    """The form; its preview; or what `write` made of it."""
    form = ArticleForm(
        request.POST or None,
        reader=reader_of(request),
        is_new=context.get("article") is None,
        initial=initial,
    )
    ticket: Ticket | None = context.get("ticket")
    drafts = Drafts(reader_of(request), page_of(request), ticket.number if ticket else None)
    is_asked, preview = "preview" in request.POST, []
    if request.method == "POST" and form.is_valid():
        if is_asked:
            preview = texts_of(Article(**form.told()))
        elif (this := _saved(form, write)) is not None:
            drafts.drop(form.fields)
            messages.success(request, _said_of(this))
            return answered(request, address_of(this))
    drafts.fill(form)
    page = {**frame(request), **context, "form": form, "preview": preview, "asked": is_asked}
    status = 422 if form.errors else 200
    return render(request, "workbench/articles/form.html", page, status=status)


def _saved(form: ArticleForm, write: Write) -> Article | None:
    """None when it was refused, the sentence beside its field."""
    try:
        return write(form)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _said_of(saved: Article) -> str:
    if saved.state == ReviewState.REVIEWED:
        return _("Saved: readers have this version at once.")
    return _("Draft saved. Have it reviewed, and people will read it.")


def _begun(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """The situation's title and the solution; not what the person wrote, which is theirs."""
    solution = resolution_visible_to(reader_of(request), ticket)
    case = occurrences_visible_to(reader_of(request)).filter(ticket=ticket).select_related("fault", "remedy")
    met = case.order_by("-id").first()
    fault: Fault | None = met.fault if met else None
    language = "en" if ticket.language == "en" else "fr"
    titles = (fault.title_fr, fault.title_en) if fault else ("", "")
    return {
        f"title_{language}": (titles[1] if language == "en" else titles[0]) or ticket.title,
        f"text_{language}": solution.text if solution else "",
        "fault": fault.id if fault and fault.organisation_id is None else None,
    }


def _writable(request: HttpRequest, article_id: int) -> Article:
    this = article_for(reader_of(request), article_id)
    require_author(reader_of(request), this.organisation_id)
    return this
