"""Mailboxes. The password is written, never read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.web.forms.words import WordedForm
from secours.web.setup.forms.choices import offer, organisation_choices

SECURITY = [
    ("tls", _("TLS (port 993)")),
    ("starttls", _("STARTTLS (port 143)")),
    ("none", _("none, on this machine only")),
]


class MailboxForm(WordedForm):
    address = forms.EmailField(
        label=_("Address"), help_text=_("What people write to, and what answers come from.")
    )
    imap_host = forms.CharField(
        label=_("IMAP server"),
        max_length=120,
        required=False,
        help_text=_("Empty: mail is delivered by command only."),
    )
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    imap_security = forms.ChoiceField(
        label=_("Encryption"),
        choices=SECURITY,
        help_text=_("How the mail server is spoken to: TLS unless it says otherwise."),
    )
    imap_user = forms.CharField(
        label=_("User"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and never shown. Empty: the one there is stays."),
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=80,
        initial="INBOX",
        help_text=_("The one that mail arrives in, most often INBOX."),
    )
    takes_plus_address = forms.BooleanField(
        label=_("The server takes addresses with a +"),
        required=False,
        help_text=_(
            "Answers then come to support+t-1042.…@: they find their ticket even without their subject. Send a message to support+test@ first: if it comes back, leave this off."
        ),
    )
    is_active = forms.BooleanField(label=_("Read this mailbox"), required=False, initial=True)


class NewMailboxForm(MailboxForm):
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    name = forms.SlugField(
        label=_("Name"), max_length=40, help_text=_("For commands: small letters, for example support.")
    )

    field_order = ("organisation", "name")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", organisation_choices(by))
        self.fields["secret"].help_text = _(
            "Kept encrypted and never shown. Where the account asks for a second factor, make an “app password” there and type it here."
        )
        self.fields["name"].error_messages["invalid"] = _(
            "Only letters, digits, - and _: for example support."
        )
