"""Who may sign in, and where they land (django-allauth)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from secours.people.demo import DOMAIN, demo_accounts_may_sign_in


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        is_demo = str(credentials.get("email", "")).strip().lower().endswith(f"@{DOMAIN}")
        if is_demo and not demo_accounts_may_sign_in(
            demo=settings.SECOURS_DEMO, host=settings.SECOURS_HOST, public_url=settings.SECOURS_URL
        ):
            raise ValidationError(_("Demo accounts only work in a demo world on this machine."))
        return super().authenticate(request, **credentials)
