"""Personal keys: whose they are, how far they reach, how often they may ask."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.errors import Throttled
from ninja.security import HttpBearer

from secours.lib.walls import enter_reach
from secours.people.actor import Actor, actor_of_account
from secours.people.models import ApiToken
from secours.people.operations import digest

_API = "/api/"
_MINUTE = 60
_LONGEST = 200
# In the table of the cache, which throws away what is past, but in one statement: two requests at once, read and
# then written by the cache, would count as one. Django's own keys begin otherwise.
_COUNT = """
INSERT INTO shared_cache (cache_key, value, expires) VALUES (%s, '1', now() + make_interval(secs => %s))
ON CONFLICT (cache_key) DO UPDATE SET value = (shared_cache.value::bigint + 1)::text RETURNING value::bigint
"""


class TokenAuth(HttpBearer):
    """Only a key counts here: a browser's session does nothing, so no other site can use it."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = _actor_of(token)
        if actor is None:
            return None
        _enter(request, actor)
        wait: int = getattr(request, "api_wait", 0)
        if wait:
            raise Throttled(wait=wait)
        return actor


class Throttle:
    """Counts the requests of an account, over all its keys and all web processes. Before WallMiddleware, so
    outside the request's transaction: one that is refused, or fails, counts like the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if request.path.startswith(_API) and scheme.lower() == "bearer":
            account_id = _valid(token).values_list("account_id", flat=True).first()
            request.api_wait = _wait_of(account_id) if account_id else 0  # type: ignore[attr-defined]


def reader_of(request: HttpRequest) -> Actor:
    actor: Actor = request.reader  # type: ignore[attr-defined]
    return actor


def _actor_of(token: str) -> Actor | None:
    """A switched-off account has none."""
    now, row = timezone.now(), _valid(token).first()
    if row is None:
        return None
    if row.used_at is None or row.used_at < now - timedelta(seconds=_MINUTE):
        ApiToken.objects.filter(id=row.id).update(used_at=now)
    return actor_of_account(row.account_id)


def _valid(token: str) -> QuerySet[ApiToken]:
    """Keys stand outside the wall."""
    found = ApiToken.objects.filter(sha256=digest(token.strip()[:_LONGEST]))
    return found.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def _enter(request: HttpRequest, actor: Actor) -> None:
    """The transaction that WallMiddleware opened for the session's reader becomes the key's: its reach is
    replaced, never added to. Outside a transaction the reach would not hold: that is a mistake of ours."""
    if not connection.in_atomic_block:
        raise RuntimeError("the API runs inside the transaction of WallMiddleware")
    enter_reach(actor.reach, provider=actor.is_provider)
    request.reader = actor  # type: ignore[attr-defined]
    # WallMiddleware puts the language back when the view is done.
    translation.activate(_asked_language(request) or actor.language)


def _asked_language(request: HttpRequest) -> str:
    """What the program asks for in Accept-Language, among ours; “*” and silence leave the account's."""
    ours = dict(settings.LANGUAGES)
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    found = (language.partition("-")[0] for language, _weight in asked)
    return next((language for language in found if language in ours), "")


def _wait_of(account_id: int) -> int:
    """Seconds to wait; 0 while the account may ask: SECOURS_API_RATE times in a minute."""
    now = int(time.time())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [f"api:{account_id}:{now // _MINUTE}", 2 * _MINUTE])
        count = cursor.fetchone()[0]
    return _MINUTE - now % _MINUTE if count > settings.SECOURS_API_RATE else 0
