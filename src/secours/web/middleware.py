"""What surrounds every page: who reads, in which language, inside which walls."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from secours.people.actor import Actor, acting, actor_of_account, actor_of_person
from secours.people.errors import NotFound, Refused
from secours.web.errors import no_page, refused_page, trouble_page
from secours.web.live import events_origin

GetResponse = Callable[[HttpRequest], HttpResponse]
NOBODY = Actor(kind="contact")


def trusted_proxies(get_response: GetResponse) -> GetResponse:
    """Believe X-Forwarded-* from the proxies of SECOURS_TRUSTED_PROXIES only."""
    networks = [ip_network(text, strict=False) for text in settings.SECOURS_TRUSTED_PROXIES]

    def middleware(request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR") or "127.0.0.1"
        if any(ip_address(peer) in network for network in networks):
            _believe(request)
        else:
            _disbelieve(request)
        return get_response(request)

    return middleware


class ReaderMiddleware:
    """`request.reader`: the actor behind the session, its language and time zone in force."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reader = _reader_of(request)
        request.reader = reader  # type: ignore[attr-defined]
        with translation.override(_language(request, reader)), timezone.override(_zone(reader)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "fr")
        response._csp_update = {"connect-src": ["'self'", events_origin(request)]}  # type: ignore[attr-defined]
        return response


class WallMiddleware:
    """Each view runs and renders in one transaction with its reader's reach (design.md section 10)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase:
        reader: Actor = request.reader  # type: ignore[attr-defined]
        language = translation.get_language()
        try:
            with acting(reader), translation.override(language):
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and not response.is_rendered:  # type: ignore[attr-defined]
                    response = response.render()
                if response.status_code == 405:
                    return no_page(request, response.headers.get("Allow", ""))
                return response
        except Refused as refusal:
            return refused_page(request, refusal)
        except OperationalError as failure:
            return trouble_page(request, failure)


def _reader_of(request: HttpRequest) -> Actor:
    if request.user.is_authenticated:
        # Signed in this moment, it has not come through accounts.py.
        known = getattr(request.user, "actor", None)
        return known or actor_of_account(request.user.pk) or NOBODY
    contact = request.session.get("contact")
    if contact:
        try:
            return _contact(*contact)
        except NotFound:
            return NOBODY
    return NOBODY


def _contact(person_id: int, ticket_id: int) -> Actor:
    actor = actor_of_person(person_id)
    return Actor(
        kind="contact",
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        name=actor.name,
        language=actor.language,
        roles=frozenset({"requester"}),
        reach=frozenset({actor.organisation_id}) if actor.organisation_id else frozenset(),
        only_ticket_id=ticket_id,
    )


def _language(request: HttpRequest, reader: Actor) -> str:
    """The account's; before sign-in a cookie, then the browser's."""
    if reader.person_id:
        return reader.language
    return translation.get_language_from_request(request)


def _zone(reader: Actor) -> ZoneInfo:
    return ZoneInfo(reader.time_zone)


def _believe(request: HttpRequest) -> None:
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded:
        request.META["REMOTE_ADDR"] = forwarded.split(",")[-1].strip()
    if request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
        request.META["wsgi.url_scheme"] = "https"


def _disbelieve(request: HttpRequest) -> None:
    for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP"):
        request.META.pop(name, None)
