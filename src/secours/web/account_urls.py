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
from secours.web.sign_in import SignInView, answering

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", answering(SignInView.as_view()), name="account_login"),
    path("logout/", answering(account.logout), name="account_logout"),
    path("inactive/", answering(account.account_inactive), name="account_inactive"),
    path("signup/", answering(account.signup), name="account_signup"),
    path(
        "reauthenticate/",
        answering(account.ReauthenticateView.as_view(form_class=forms.PasswordAgainForm)),
        name="account_reauthenticate",
    ),
    path(
        "password/change/",
        answering(account.PasswordChangeView.as_view(form_class=forms.OtherPasswordForm)),
        name="account_change_password",
    ),
    path(
        "password/set/",
        answering(account.PasswordSetView.as_view(form_class=forms.FirstPasswordForm)),
        name="account_set_password",
    ),
    path(
        "password/reset/",
        answering(account.PasswordResetView.as_view(form_class=forms.LostPasswordForm)),
        name="account_reset_password",
    ),
    path("password/reset/done/", answering(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        answering(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        answering(account.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm)),
        name="account_reset_password_from_key",
    ),
    path("2fa/", answering(second.index), name="mfa_index"),
    path(
        "2fa/authenticate/",
        answering(second.AuthenticateView.as_view(form_class=forms.SecondFactorForm)),
        name="mfa_authenticate",
    ),
    path(
        "2fa/reauthenticate/",
        answering(second.ReauthenticateView.as_view(form_class=forms.SecondFactorAgainForm)),
        name="mfa_reauthenticate",
    ),
    path(
        "2fa/totp/activate/",
        answering(totp.ActivateTOTPView.as_view(form_class=forms.ActivateForm)),
        name="mfa_activate_totp",
    ),
    path("2fa/totp/deactivate/", answering(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", answering(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        answering(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        answering(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path(
        "3rdparty/login/cancelled/", answering(social.login_cancelled), name="socialaccount_login_cancelled"
    ),
    path("3rdparty/login/error/", answering(social.login_error), name="socialaccount_login_error"),
    path("3rdparty/signup/", answering(social.signup), name="socialaccount_signup"),
    path("3rdparty/", answering(social.connections), name="socialaccount_connections"),
    path("oidc/<str:provider_id>/login/", answering(openid.login), name="openid_connect_login"),
    path(
        "oidc/<str:provider_id>/login/callback/", answering(openid.callback), name="openid_connect_callback"
    ),
    path("preferences", preferences.preferences, name="preferences"),
    path("preferences/tokens", preferences.tokens, name="preferences_tokens"),
    path(
        "preferences/tokens/<int:token_id>/revocation", preferences.revocation, name="preferences_revocation"
    ),
    path("language", preferences.set_language, name="set_language"),
    path("theme", preferences.set_theme, name="set_theme"),
]
