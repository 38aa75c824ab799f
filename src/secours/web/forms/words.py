"""How every form of sign-in and setup words its fields and its refusals: sentences that say what to do."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from secours.people.telephone import NUMBER, SENTENCE

telephone_number = RegexValidator(NUMBER, SENTENCE)


class WordedForm(forms.Form):
    """A form whose refusals are our sentences, not the framework's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word(self)


def word(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        field.error_messages["required"] = _("This is needed: fill it in.")
        field.error_messages["invalid_choice"] = _("Choose one of the list.")
        field.error_messages["max_length"] = ngettext_lazy(
            "At most %(limit_value)s character: there are %(show_value)s. Make it shorter.",
            "At most %(limit_value)s characters: there are %(show_value)s. Make it shorter.",
            "limit_value",
        )
        field.error_messages["min_value"] = _("Write %(limit_value)s or more.")
        field.error_messages["max_value"] = _("Write %(limit_value)s or less.")
        if isinstance(field, forms.EmailField):
            # EmailField's own refusal comes from its validator, whose message the field's replaces.
            field.error_messages["invalid"] = _(
                "This address is not complete. Write it like name@example.org."
            )
        elif isinstance(field, forms.IntegerField):
            field.error_messages["invalid"] = _("Write a whole number.")
        elif isinstance(field, forms.DateField):
            field.error_messages["invalid"] = _("Write a date, like 2026-11-24.")


def relabel(form: forms.BaseForm, labels: dict[str, Any], helps: dict[str, Any] | None = None) -> None:
    """Our labels on the fields of allauth's forms; a placeholder is never a label."""
    form.use_required_attribute = False
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = (helps or {}).get(name, "")
        field.widget.attrs.pop("placeholder", None)
    word(form)
