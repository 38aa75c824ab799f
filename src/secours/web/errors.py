"""Pages that say what went wrong and what to do, in the reader's language."""

import logging
import sys
from secrets import token_hex

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secours.people.errors import NotAllowed, NotFound, Refused

log = logging.getLogger(__name__)

# Of a server that stops, starts or has no room for one more; a connection that failed has no SQLSTATE at all.
_AWAY = ("08", "57P01", "57P02", "57P03", "53300")
# What forms carry that nobody typed; their codes and choices say nothing to the person.
_HIDDEN = frozenset(
    [
        "csrfmiddlewaretoken",
        "once",
        "keep",
        "run",
        "instead_of",
        "fault",
        "check",
        "remedy",
        "value",
        "outcome",
        "device",
        "others",
        "stops",
        "kind",
        "state",
        "version",
        "next",
        "seen",
        "secret",
        "code",
        "otp_code",
        "login",
        "priority",
        "impact",
        "urgency",
        "category",
        "language",
    ]
)
_LABELS = {
    "text": gettext_lazy("Your message"),
    "why": gettext_lazy("What still does not work?"),
    "more": gettext_lazy("Anything to add?"),
    "message": gettext_lazy("What does the screen say, word for word?"),
    "where": gettext_lazy("Where are you?"),
    "what": gettext_lazy("What do you need?"),
    "by_when": gettext_lazy("By when?"),
    "for_whom": gettext_lazy("For whom?"),
}
_PROGRAMS = ("/api/", "/health")
# What a program reads when no operation refused: code, sentence.
_CODES = {
    400: ("malformed", gettext_lazy("The request is not in the expected form. See openapi.json.")),
    403: ("not_allowed", gettext_lazy("You may not do this.")),
    404: ("not_found", gettext_lazy("There is nothing at this address.")),
    405: ("not_allowed_here", gettext_lazy("This address does not take this method. See openapi.json.")),
    409: ("refused", ""),
    500: (
        "failed",
        gettext_lazy(
            "This failed on our side and nothing was saved. Give the reference to your administrator."
        ),
    ),
    507: ("disk_full", ""),
}


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
    sent = [(name, str(value)) for name, value in request.POST.items()]
    typed = [(_LABELS.get(name, ""), value) for name, value in sent if _is_typed(name, value)]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def _is_typed(name: str, value: str) -> bool:
    """Words of the person: not what a page hid or a button said, never a secret."""
    is_hidden = name in _HIDDEN or name.endswith(("_id", "-id", "_FORMS")) or "password" in name
    return not is_hidden and bool(value.strip()) and not value.isdigit()


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "404.html", "")


def no_page(request: HttpRequest, allowed: str) -> HttpResponse:
    """Another method than those it takes: what only takes a form, asked for by its address."""
    is_program = request.path.startswith(_PROGRAMS)
    sentence = _("This address is not used this way: go back, and use the links and buttons of the page.")
    response = _page(request, 405, "404.html", "" if is_program else sentence)
    response.headers["Allow"] = allowed
    return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "403.html", "")


def failed(request: HttpRequest) -> HttpResponse:
    """Called while the exception is handled, whichever middleware it came through."""
    failure = sys.exc_info()[1]
    if failure is not None and is_away(failure):
        return _away(request, failure)
    reference = token_hex(4)
    log.error("500 %s %s: reference %s", request.method, request.path, reference)
    return _page(request, 500, "500.html", "", reference)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """More than the server takes, or no request of a browser: before anyone knows who asks."""
    with translation.override(translation.get_language_from_request(request)):
        if request.path.startswith(_PROGRAMS):
            return _for_programs(400, "", "")
        return HttpResponse(render_to_string("400.html"), status=400)


def is_away(failure: BaseException) -> bool:
    """Whether the database does not answer at all: it restarts, or is not there."""
    if isinstance(failure, InterfaceError):  # used after it was cut
        return True
    state: str = getattr(failure.__cause__, "sqlstate", "") or ""
    return isinstance(failure, OperationalError) and (not state or state.startswith(_AWAY))


def _away(request: HttpRequest, failure: BaseException) -> HttpResponse:
    """503, for programs as the API says its problems. Asks nothing of the reader: that would be another query."""
    reason = str(failure).partition("\n")[0]
    log.error("503 %s %s: the database does not answer: %s", request.method, request.path, reason)
    language = translation.get_language_from_request(request)
    with translation.override(language):
        sentence = _("The database does not answer: it may be restarting. Try again in a minute.")
        response = _unavailable(request, sentence)
    told = {"Retry-After": "5", "Cache-Control": "no-store", "Content-Language": language}
    for name, value in told.items():
        response.headers[name] = value
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log each with its traceback
    return response


def _unavailable(request: HttpRequest, sentence: str) -> HttpResponse:
    if request.path.startswith(_PROGRAMS):
        return JsonResponse({"code": "database_away", "sentence": sentence, "field": ""}, status=503)
    return HttpResponse(render_to_string("500.html", {"sentence": sentence}), status=503)


def _page(
    request: HttpRequest, status: int, template: str, sentence: str, reference: str = ""
) -> HttpResponse:
    if request.path.startswith(_PROGRAMS):
        return _for_programs(status, sentence, reference)
    return render(request, template, {"sentence": sentence, "reference": reference}, status=status)


def _for_programs(status: int, sentence: str, reference: str) -> HttpResponse:
    """As the API says its problems, whatever found them."""
    code, ours = _CODES.get(status, ("failed", ""))
    told = {"code": code, "sentence": sentence or str(ours), "field": ""}
    if reference:
        told["reference"] = reference
    response = JsonResponse(told, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
