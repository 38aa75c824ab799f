"""Pages that say what went wrong and what to do, in the reader's language."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from secours.people.errors import NotAllowed, NotFound, Refused


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """An operation refused where no form could show it."""
    if isinstance(refusal, NotFound):
        return _page(request, 404, "404.html", str(refusal))
    if isinstance(refusal, NotAllowed):
        return _page(request, 403, "403.html", str(refusal))
    return _page(request, 409, "409.html", str(refusal))


def trouble_page(request: HttpRequest, failure: OperationalError) -> HttpResponse:
    """The database failed: a full disk has its own sentence (SQLSTATE 53100)."""
    cause = getattr(failure, "__cause__", None)
    if getattr(cause, "sqlstate", "") == "53100":
        return _page(
            request,
            507,
            "500.html",
            _("The server’s disk is full: nothing was saved. Tell your administrator."),
        )
    raise failure


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent after its session ended: what was typed is shown, so that it can be kept."""
    typed = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and value]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "404.html", "")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "403.html", "")


def failed(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "500.html", "")


def _page(request: HttpRequest, status: int, template: str, sentence: str) -> HttpResponse:
    return render(request, template, {"sentence": sentence}, status=status)
