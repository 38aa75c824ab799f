"""Who may sign in, how, and where they land (django-allauth behind our words and our pages)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal import flows
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from secours.channels.secrets import seal, unseal
from secours.people.actor import actor_of_account
from secours.people.demo import DOMAIN, PASSWORD, demo_accounts_may_sign_in
from secours.people.models import Account
from secours.web.courier import send_soon
from secours.web.forms.sign_in import SignInForm

View = Callable[..., HttpResponseBase]

_WRONG = _("The address or the password is not right. Check both, or ask for a new password.")

# In this order on the sign-in page of a demo world.
DEMO_ROLES = {
    "requester": _("Requester"),
    "technician": _("Technician"),
    "mission": _("Technician on a mission"),
    "supervisor": _("Supervisor"),
    "manager": _("IT manager"),
    "client": _("Client contact"),
    "admin": _("Administrator"),
    "colleague": _("Colleague who reads English"),
    "outsider": _("Requester at another client"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "account_inactive": _("This account is switched off. Ask your administrator."),
        "incorrect_password": _("This password is not right. Type it again."),
        "enter_current_password": _("This is not your present password. Type it again."),
        "invalid_password_reset": _("This link has been used or is too old. Ask for another one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        is_demo = str(credentials.get("email", "")).strip().lower().endswith(f"@{DOMAIN}")
        if is_demo and not _demo_is_open():
            raise ValidationError(_("Demo accounts only work in a demo world on this machine."))
        user = super().authenticate(request, **credentials)
        if user is not None and actor_of_account(user.pk) is None:
            # Said only to who knows the password: it tells a stranger nothing.
            raise self.validation_error("account_inactive")
        return user

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Of our own address: a forged Host header cannot lead the link elsewhere."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.SITE_ADDRESS}{path.replace('UID-KEY', key)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account; to an address without account nothing goes out."""
        user = context.get("user")
        if not isinstance(user, Account):
            return
        with translation.override(user.language):
            send_soon(self.render_mail(template_prefix, user.email, {**context, "email": user.email}))

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("preferences")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Only what a person cannot see by themselves; “you have signed in” is no news."""
        sentence = _NEWS.get((message_template or "").rsplit("/", 1)[-1])
        if sentence:
            super().add_message(request, level, message=str(sentence))


_NEWS = {
    "password_changed.txt": _("Your password is changed. Other devices must sign in again."),
    "password_set.txt": _("Your password is set."),
    "totp_activated.txt": _("The second factor is on."),
    "totp_deactivated.txt": _("The second factor is off."),
    "recovery_codes_generated.txt": _("Here are new recovery codes; the old ones no longer work."),
}


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Whoever reads the database alone has no second factor of anyone."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Secours"


def answering(view: View) -> View:
    """allauth's interruptions become answers (they would not pass the wall), a refused form is a 422."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except ImmediateHttpResponse as interruption:
            response = interruption.response
        except ReauthenticationRequired:
            response = _ask_again(request)
        add_never_cache_headers(response)
        return _with_status(request, response)

    return answered


class SignInView(account.LoginView):  # type: ignore[misc]
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # An account whose organisation was switched off is signed in and nobody: it starts again.
        if request.user.is_authenticated and request.reader.person_id is None:  # type: ignore[attr-defined]
            logout(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "demo_accounts": demo_accounts(),
            "demo_password": PASSWORD,
        }


def demo_accounts() -> list[dict[str, str]]:
    """The demo accounts that are here and may sign in; none outside a demo world."""
    if not _demo_is_open():
        return []
    emails = [f"{role}@{DOMAIN}" for role in DEMO_ROLES]
    here = set(Account.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    return [
        {"email": f"{role}@{DOMAIN}", "label": str(label)}
        for role, label in DEMO_ROLES.items()
        if f"{role}@{DOMAIN}" in here
    ]


def _demo_is_open() -> bool:
    return demo_accounts_may_sign_in(
        demo=settings.SECOURS_DEMO, host=settings.SECOURS_HOST, public_url=settings.SECOURS_URL
    )


def _ask_again(request: HttpRequest) -> HttpResponse:
    methods = AccountAdapter(request).get_reauthentication_methods(request.user)
    url = methods[0]["url"] if methods else reverse("account_login")
    return flows.reauthentication.suspend_request(request, url)  # type: ignore[no-any-return]


def _with_status(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    form = (getattr(response, "context_data", None) or {}).get("form")
    if request.method == "POST" and response.status_code == 200 and form is not None and form.errors:
        response.status_code = 422
    return response
