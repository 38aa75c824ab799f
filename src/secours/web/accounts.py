"""Who a session belongs to. Every page asks for its session, its account and what that reaches: two messages, with
statements written once."""

from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from secours.lib.statements import Given, Reading, Statement, statement
from secours.people.actor import actor_told, ask_reach
from secours.people.models import Account

BACKEND = "secours.web.accounts.AccountBackend"


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth says nothing of its types
    """The account comes with its `actor` (None for one whose person is off); Django checks its session as ever."""

    def get_user(self, user_id: Any) -> Account | None:
        reading = Reading()
        found, reach = reading.ask(_account(), account=user_id), ask_reach(reading, user_id)
        account: Account | None = found.first
        if account is None or not self.user_can_authenticate(account):
            return None
        account.actor = actor_told(account.pk, reach)  # type: ignore[attr-defined]
        return account


@lru_cache(maxsize=1)
def _account() -> Statement[Any]:
    return statement(Account.objects.filter(pk=Given("account")))
