"""The very first page of an installation: it exists while there is no account."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache

from secours.people.actor import acting_as_system
from secours.people.errors import Refused
from secours.people.models import Account
from secours.people.operations import found_installation, has_accounts
from secours.web.accounts import BACKEND
from secours.web.setup.forms.founding import FirstForm


@never_cache
def first(request: HttpRequest) -> HttpResponse:
    if has_accounts():
        raise Http404
    form = FirstForm(request.POST or None, initial={"language": translation.get_language() or "fr"})
    account = _founded(form) if form.is_bound and form.is_valid() else None
    if account is None:
        return render(request, "setup/first.html", {"form": form}, status=422 if form.is_bound else 200)
    login(request, account, backend=BACKEND)
    response = redirect("setup:home")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, account.language, samesite="Lax")
    return response


def _founded(form: FirstForm) -> Account | None:
    try:
        with acting_as_system() as by:
            return found_installation(by=by, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return None
