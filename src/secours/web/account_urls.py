"""Sign-in and one's own account. Each page of allauth that we keep is named here; the others do not exist.

Registration, addresses and passkeys are left out: accounts come by invitation and have one address.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import URLPattern, URLResolver, path, re_path

from secours.web import preferences
from secours.web.forms import sign_in as forms
from secours.web.sign_in import SignInView, View, answering


def _page(address: str, name: str, view: View) -> URLPattern:
    return path(address, answering(view), name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    _page("login/", "account_login", SignInView.as_view()),
    _page("logout/", "account_logout", account.logout),
    _page("inactive/", "account_inactive", account.account_inactive),
    _page("signup/", "account_signup", account.signup),
    _page(
        "reauthenticate/",
        "account_reauthenticate",
        account.ReauthenticateView.as_view(form_class=forms.PasswordAgainForm),
    ),
    _page(
        "password/change/",
        "account_change_password",
        account.PasswordChangeView.as_view(form_class=forms.OtherPasswordForm),
    ),
    _page(
        "password/set/",
        "account_set_password",
        account.PasswordSetView.as_view(form_class=forms.FirstPasswordForm),
    ),
    _page(
        "password/reset/",
        "account_reset_password",
        account.PasswordResetView.as_view(form_class=forms.LostPasswordForm),
    ),
    _page("password/reset/done/", "account_reset_password_done", account.password_reset_done),
    _page(
        "password/reset/key/done/",
        "account_reset_password_from_key_done",
        account.password_reset_from_key_done,
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        answering(account.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm)),
        name="account_reset_password_from_key",
    ),
    _page("2fa/", "mfa_index", second.index),
    _page(
        "2fa/authenticate/",
        "mfa_authenticate",
        second.AuthenticateView.as_view(form_class=forms.SecondFactorForm),
    ),
    _page(
        "2fa/reauthenticate/",
        "mfa_reauthenticate",
        second.ReauthenticateView.as_view(form_class=forms.SecondFactorAgainForm),
    ),
    _page(
        "2fa/totp/activate/",
        "mfa_activate_totp",
        totp.ActivateTOTPView.as_view(form_class=forms.ActivateForm),
    ),
    _page("2fa/totp/deactivate/", "mfa_deactivate_totp", totp.deactivate_totp),
    _page("2fa/recovery-codes/", "mfa_view_recovery_codes", recovery.view_recovery_codes),
    _page("2fa/recovery-codes/generate/", "mfa_generate_recovery_codes", recovery.generate_recovery_codes),
    _page("2fa/recovery-codes/download/", "mfa_download_recovery_codes", recovery.download_recovery_codes),
    _page("3rdparty/login/cancelled/", "socialaccount_login_cancelled", social.login_cancelled),
    _page("3rdparty/login/error/", "socialaccount_login_error", social.login_error),
    _page("3rdparty/signup/", "socialaccount_signup", social.signup),
    _page("3rdparty/", "socialaccount_connections", social.connections),
    _page("oidc/<str:provider_id>/login/", "openid_connect_login", openid.login),
    _page("oidc/<str:provider_id>/login/callback/", "openid_connect_callback", openid.callback),
    path("preferences", preferences.preferences, name="preferences"),
    path("preferences/tokens", preferences.tokens, name="preferences_tokens"),
    path(
        "preferences/tokens/<int:token_id>/revocation", preferences.revocation, name="preferences_revocation"
    ),
    path("language", preferences.set_language, name="set_language"),
    path("theme", preferences.set_theme, name="set_theme"),
]
