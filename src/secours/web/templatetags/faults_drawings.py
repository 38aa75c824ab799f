"""The drawings of the portal, to choose from in the fault base."""

from typing import Any

from django import forms, template

register = template.Library()


@register.filter
def drawings(field: forms.BoundField) -> list[dict[str, Any]]:
    """{value, words, template, is_chosen} of each choice; no template: no drawing."""
    chosen = str(field.value() or "")
    choices = field.field.choices  # type: ignore[attr-defined]
    return [
        {
            "value": value,
            "words": words,
            "template": f"portal/pictures/{value}.svg" if value else "",
            "is_chosen": value == chosen,
        }
        for value, words in choices
    ]
