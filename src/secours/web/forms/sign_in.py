"""allauth's forms in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from secours.web.forms.words import WordedForm, relabel

PASSWORD_HELP = _("At least 10 characters. A sentence of a few words is easy to remember and hard to guess.")
_AGAIN = {"password1": _("New password"), "password2": _("The same one again")}


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, {"login": _("E-mail address"), "password": _("Password")})
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class LostPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, {"email": _("E-mail address")})


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, _AGAIN, {"password1": PASSWORD_HELP})

    def clean(self) -> Any:
        return _same(self, super().clean())


class FirstPasswordForm(SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, _AGAIN, {"password1": PASSWORD_HELP})

    def clean(self) -> Any:
        return _same(self, super().clean())


class OtherPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, {"oldpassword": _("Present password"), **_AGAIN}, {"password1": PASSWORD_HELP})

    def clean(self) -> Any:
        return _same(self, super().clean())


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, {"password": _("Password")})


class SecondFactorForm(CodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, {"code": _("Code")}, {"code": _("Six digits of your application, or a recovery code.")})

    def clean_code(self) -> str:
        return _code_or_sentence(super().clean_code)


class SecondFactorAgainForm(CodeAgainForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, {"code": _("Code")}, {"code": _("Six digits of your application, or a recovery code.")})

    def clean_code(self) -> str:
        return _code_or_sentence(super().clean_code)


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self, {"code": _("Code shown by the application")})

    def clean_code(self) -> str:
        return _code_or_sentence(super().clean_code)


class ChosenPasswordForm(WordedForm):
    """A password chosen by someone who has none yet (invitation, first administrator)."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


def _same(form: Any, cleaned: Any) -> Any:
    if "password2" in form.errors and form.data.get("password1") != form.data.get("password2"):
        del form.errors["password2"]
        form.add_error("password2", _("The two are not the same: type the new password again."))
    return cleaned


def _code_or_sentence(clean: Any) -> str:
    try:
        return str(clean())
    except ValidationError as error:
        if error.code == "incorrect_code":
            raise ValidationError(
                _("This code is not the right one, or it is too old. Type the one shown now."),
                code=error.code,
            ) from None
        raise
