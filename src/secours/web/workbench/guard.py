"""The doors of the workbench: staff may open it, those who serve may act."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import NotAllowed

View = Callable[..., HttpResponse]


def staff(view: View) -> View:
    """Only staff; a stranger signs in first, anyone else reads why the page is not theirs."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if reader.person_id is None:
            return redirect_to_login(request.get_full_path())
        if not reader.is_staff:
            raise NotAllowed(
                "staff_only", _("This page is for the support team. Your requests are in “My support”.")
            )
        return view(request, *args, **kwargs)

    return guarded


def serving(view: View) -> View:
    """Only those who work on tickets; a manager or an administrator reads, and does not act."""

    @staff
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not reader_of(request).serves:
            raise NotAllowed(
                "technician_only", _("Only the support team may do this. Write to it in a message.")
            )
        return view(request, *args, **kwargs)

    return guarded


def reader_of(request: HttpRequest) -> Actor:
    return request.reader  # type: ignore[attr-defined, no-any-return]
