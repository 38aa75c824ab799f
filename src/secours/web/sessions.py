"""Sessions of browsers as Django keeps them, read with a statement written once."""

from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from secours.lib.statements import Given, Statement, statement


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found: list[Session] = _session().read(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


@lru_cache(maxsize=1)
def _session() -> Statement[Any]:
    return statement(Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))
