"""The door of oversight: supervisors, IT managers and administrators."""

from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from secours.people.errors import NotAllowed
from secours.web.workbench.guard import View, reader_of


def overseeing(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if reader.person_id is None:
            return redirect_to_login(request.get_full_path())
        if not (reader.oversees or reader.administers):
            raise NotAllowed(
                "oversight_only", _("This page is for those who run the support. Ask your supervisor for it.")
            )
        return view(request, *args, **kwargs)

    return guarded
