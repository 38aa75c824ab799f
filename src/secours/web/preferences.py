"""One's own account: language, time zone, theme, keys to the API, second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.people.actor import Actor
from secours.people.choices import Language, Theme
from secours.people.errors import Refused
from secours.people.models import ApiToken
from secours.people.operations import change_preferences, make_token, revoke_token
from secours.web.forms.preferences import PreferencesForm, TokenForm
from secours.web.workbench.frame import frame
from secours.web.workbench.moments import when

View = Callable[..., HttpResponse]
THEME_COOKIE = "secours_theme"
_YEAR = 365 * 24 * 3600


def signed_in(view: View) -> View:
    """With an account; who came by a mailed link has none to set."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _reader(request).account_id is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    reader = _reader(request)
    if request.method != "POST":
        return _page(request)
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        change_preferences(by=reader, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _page(request, form=form, status=422)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Your preferences are kept."))
    return _remembered(redirect("preferences"), **form.cleaned_data)


@signed_in
@require_POST
def tokens(request: HttpRequest) -> HttpResponse:
    """The new key is in this answer and nowhere else, ever."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    try:
        _token, secret = make_token(
            by=_reader(request), name=form.cleaned_data["name"], days=form.cleaned_data["days"] or None
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _page(request, token_form=form, status=422)
    return _page(request, secret=secret, status=201)


@signed_in
@require_POST
def revocation(request: HttpRequest, token_id: int) -> HttpResponse:
    revoke_token(token_id, by=_reader(request))
    messages.success(request, _("The key is revoked: what used it can no longer sign in."))
    return redirect("preferences")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Before sign-in a cookie remembers it; afterwards the account too."""
    language = request.POST.get("language", "")
    if language not in Language.values:
        language = Language.FRENCH
    if _reader(request).account_id is not None:
        change_preferences(by=_reader(request), language=language)
    return _remembered(HttpResponseRedirect(_next(request)), language=language)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme not in Theme.values:
        theme = Theme.AUTO
    if _reader(request).account_id is not None:
        change_preferences(by=_reader(request), theme=theme)
    return _remembered(HttpResponseRedirect(_next(request)), theme=theme)


def _page(request: HttpRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    reader = _reader(request)
    initial = {"language": reader.language, "time_zone": reader.time_zone, "theme": reader.theme}
    context = {
        "form": given.pop("form", None) or PreferencesForm(initial=initial),
        "token_form": given.pop("token_form", None) or TokenForm(auto_id="token_%s"),
        "tokens": _tokens(reader),
        "has_second_factor": is_mfa_enabled(request.user),
        **_shell(request, reader),
        **given,
    }
    return render(request, "account/preferences.html", context, status=status)


def _shell(request: HttpRequest, reader: Actor) -> dict[str, Any]:
    """Staff stay in their workbench, others in the portal."""
    if reader.is_staff:
        return {"shell": "shells/workbench.html", **frame(request)}
    return {
        "shell": "shells/portal.html",
        "me": {"name": reader.name},
        "urls": {"home": "/", "portal": reverse("portal:home")},
    }


def _tokens(reader: Actor) -> list[dict[str, Any]]:
    kept = ApiToken.objects.filter(account_id=reader.account_id or 0).order_by("-id")
    return [
        {
            "name": token.name,
            "prefix": token.prefix,
            "made": when(token.created_at),
            "used": when(token.used_at) if token.used_at else "",
            "ends": when(token.expires_at) if token.expires_at else "",
            "url": reverse("preferences_revocation", args=[token.id]),
        }
        for token in kept
    ]


def _remembered(response: HttpResponse, language: str = "", theme: str = "", **_rest: str) -> HttpResponse:
    """Cookies for the pages that come before sign-in. The theme's is read by the browser's script too."""
    chosen = {settings.LANGUAGE_COOKIE_NAME: language, THEME_COOKIE: theme}
    for name, value in chosen.items():
        if value:
            response.set_cookie(
                name,
                value,
                max_age=_YEAR,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=False,
            )
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


def _reader(request: HttpRequest) -> Actor:
    return request.reader  # type: ignore[attr-defined, no-any-return]
