"""The first administrator, and whoever accepts an invitation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.people.choices import Language
from secours.web.forms.sign_in import ChosenPasswordForm


class FirstForm(ChosenPasswordForm):
    organisation_name = forms.CharField(
        label=_("Name of your organisation"), max_length=120, help_text=_("People read it on their tickets.")
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You will sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    field_order = ("organisation_name", "name", "email", "password", "language")


class InvitationForm(ChosenPasswordForm):
    """Only a password: the rest is already known. The address is shown, for whoever received the link by hand and for
    the browser, which keeps the two together."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You will sign in with it."),
        disabled=True,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    field_order = ("email", "password")
