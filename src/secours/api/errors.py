"""What went wrong, as {code, sentence}: the code is stable, the sentence in the language asked for, else the account's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from secours.people.errors import NotAllowed, NotFound, Refused


class Problem(Schema):
    """`field` names what to mend, where it is one thing."""

    code: str
    sentence: str
    field: str = ""


class Failure(Problem):
    """`reference` finds the failure in the log of the server."""

    reference: str


# Every address: no good key, too many requests, a failure of ours, the database away.
_ALWAYS: dict[Any, Any] = {401: Problem, 429: Problem, 500: Failure, 503: Problem}


def problems(*more: int) -> dict[Any, Any]:
    """What an address may answer besides what it is for; `more` are the refusals of its own."""
    return {**_ALWAYS, **dict.fromkeys(more, Problem)}


def add_handlers(api: NinjaAPI) -> None:
    def answer(request: HttpRequest, status: int, code: str, sentence: str, field: str = "") -> HttpResponse:
        return api.create_response(
            request, {"code": code, "sentence": sentence, "field": field}, status=status
        )

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, problem: Refused) -> HttpResponse:
        return answer(request, _status(problem), problem.code, str(problem), problem.field)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
        sentence = _("This key is missing, wrong or ended. Make one in your account, under “API keys”.")
        response = answer(request, 401, "key_wrong", sentence)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(Throttled)
    def too_often(request: HttpRequest, problem: Throttled) -> HttpResponse:
        response = answer(request, 429, "too_often", _("Too many requests. Wait a moment, then go on."))
        response.headers["Retry-After"] = str(problem.wait or 1)
        return response

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, problem: ValidationError) -> HttpResponse:
        where = [str(one) for one in problem.errors[0].get("loc", ())] if problem.errors else []
        sentence = _("The request is not in the expected form. See openapi.json.")
        return answer(request, 422, "malformed", sentence, where[-1] if where else "")

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, problem: Http404) -> HttpResponse:
        return answer(request, 404, "not_found", _("There is nothing at this address."))

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, problem: HttpError) -> HttpResponse:
        sentence = _("The request is not in the expected form. See openapi.json.")
        return answer(request, problem.status_code, "malformed", sentence)


def _status(problem: Refused) -> int:
    if isinstance(problem, NotFound):
        return 404
    if isinstance(problem, NotAllowed):
        return 403
    return 422 if problem.field else 409
