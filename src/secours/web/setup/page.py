"""What every page of setup shares: who may open it, its shell, how a form is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.people.access import require_administrator
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.web.drafts import Drafts, page_of
from secours.web.setup.checklist import following_of
from secours.web.workbench.frame import frame

View = Callable[..., HttpResponse]
Crumb = tuple[str, str]


def administrators(view: View) -> View:
    """Administrators only; a stranger signs in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if reader.person_id is None or reader.only_ticket_id is not None:
            return redirect_to_login(request.get_full_path())
        require_administrator(reader)
        return view(request, *args, **kwargs)

    return guarded


def reader_of(request: HttpRequest) -> Actor:
    return request.reader  # type: ignore[attr-defined, no-any-return]


def page(
    request: HttpRequest,
    template: str,
    title: str,
    context: dict[str, Any] | None = None,
    *,
    crumbs: tuple[Crumb, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """`crumbs`: (label, address) of the pages above, Setup itself left out."""
    setup = [(_("Setup"), reverse("setup:home"))] if reader_of(request).administers else []
    above = [*setup, *crumbs]
    following = following_of(request) if template != "home.html" else None
    given = {**frame(request), "title": title, "crumbs": above, "following": following, **(context or {})}
    return render(request, f"setup/{template}", given, status=status)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    *,
    save: Callable[[dict[str, Any]], Any],
    done: str | Callable[[Any], str],
    news: str = "",
    template: str = "form.html",
    crumbs: tuple[Crumb, ...] = (),
    **context: Any,
) -> HttpResponse:
    """A form bound or not: `save` is one operation; its result, or nothing, tells where to go."""
    drafts = Drafts(reader_of(request), page_of(request))
    if form.is_bound:
        accepted, result = attempt(form, save)
        if accepted:
            drafts.drop(form.fields)
            messages.success(request, news or _("Saved."))
            return redirect(done(result) if callable(done) else done)
    drafts.fill(form)
    given = {"form": form, **context}
    return page(request, template, title, given, crumbs=crumbs, status=422 if form.is_bound else 200)


def attempt(form: forms.Form, save: Callable[[dict[str, Any]], Any]) -> tuple[bool, Any]:
    """Run the operation on a valid form; its refusal becomes a sentence beside the field."""
    if not form.is_valid():
        return False, None
    try:
        with transaction.atomic():
            return True, save(form.cleaned_data)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False, None


def act(request: HttpRequest, save: Callable[[], Any], done: str, news: str) -> HttpResponse:
    """A button without fields: done and said, or refused and said, on the page it came from."""
    try:
        with transaction.atomic():
            save()
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, news)
    return redirect(done)


def row(title: str, url: str, note: str = "", tags: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """One line of a list. `tags`: (word, tone), tones as of the tag component."""
    return {"title": title, "url": url, "note": note, "tags": tags}


def found(thing: Any) -> Any:
    """The thing of an address, or a page that says that it is not there."""
    if thing is None:
        raise NotFound("not_found", _("This does not exist, or is not in your reach."))
    return thing
