"""Filters of a queue, and its name when it is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from secours.people.access import organisations_visible_to, sites_visible_to
from secours.people.actor import Actor
from secours.service_levels.access import categories_visible_to
from secours.service_levels.models import Priority
from secours.tickets.choices import State, TicketKind

Choices = list[tuple[Any, Any]]


class FilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    requester = forms.CharField(
        label=_("Requester"), required=False, help_text=_("A name, or a part of one.")
    )
    device = forms.CharField(label=_("Device"), required=False, help_text=_("Its name or its tag."))

    def __init__(self, *args: Any, reader: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices_of(reader)
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for name in ("organisation", "site"):
            if len(offered[name]) < 3:  # “every” and a single one: nothing to choose
                del self.fields[name]


class ViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the view"), max_length=60, help_text=_("For example “VIP” or “To call back”.")
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)


def choices_of(reader: Actor) -> dict[str, Choices]:
    """What can be chosen in each filter, with its words."""
    categories = categories_visible_to(reader).filter(is_active=True).order_by("id")
    sites = sites_visible_to(reader).order_by("sort_key").values_list("id", "name")
    organisations = organisations_visible_to(reader).order_by("sort_key").values_list("id", "name")
    every = ("", _("Every one"))
    return {
        "state": [("", pgettext_lazy("filter", "Open")), *State.choices, ("any", _("Every state"))],
        "priority": [every, *Priority.choices],
        "kind": [every, *TicketKind.choices],
        "category": [every, *((category.id, category.name) for category in categories)],
        "organisation": [every, *organisations],
        "site": [every, *sites],
    }
