"""How a ticket was solved: source, remedy, how one knows, a word to the requester."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.faults.choices import Identity
from secours.tickets.choices import Confirmation


class ResolutionForm(forms.Form):
    """The choices of source and remedy come from the diagnosis; empty: another one, or unknown."""

    cause = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    remedy = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    proposed = forms.IntegerField(required=False)
    identity = forms.ChoiceField(
        label=_("Who is asking? Sure because:"),
        help_text=_("Only when the solution hands over a password or a code."),
        choices=[("", _("Choose")), *Identity.choices],
        required=False,
    )
    confirmed_how = forms.ChoiceField(choices=Confirmation.choices)
    text = forms.CharField(
        required=False,
        max_length=10_000,
        label=_("Message"),
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": True}),
    )

    def __init__(self, *args: Any, causes: list[int], remedies: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, ids in (("cause", causes), ("remedy", remedies)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "")] + [(one, "") for one in ids]
